import type { Json, JsonObject } from "../model/inputs.ts";
import { compareBytes } from "./file-tree.ts";

/** The order of an object's keys. Other keys follow, ordered by their bytes. */
export interface KeyOrder {
    readonly keys: readonly string[];
    /** The order inside a key's value, or inside each item of its list. */
    readonly inside?: Readonly<Record<string, KeyOrder>>;
}

const BY_BYTES: KeyOrder = { keys: [] };

const SHORT_ESCAPES: Readonly<Record<string, string>> = {
    '"': '\\"',
    "\\": "\\\\",
    "\b": "\\b",
    "\f": "\\f",
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
};

const escapeUnit = (unit: string): string =>
    SHORT_ESCAPES[unit] ?? `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;

const printText = (text: string): string => `"${text.replace(/["\\]|[^ -~]/g, escapeUnit)}"`;

/**
 * Prints whole numbers like JavaScript and fractions like Python: with an exponent below 1e-4, of at least two digits.
 * Negative zero is printed as 0.
 */
const printNumber = (value: number): string => {
    if (Number.isInteger(value) || Math.abs(value) >= 1e-4) return String(value === 0 ? 0 : value);
    return value.toExponential().replace(/-(\d)$/, "-0$1");
};

const rankIn = (order: KeyOrder, key: string): number => {
    const rank = order.keys.indexOf(key);
    return rank < 0 ? order.keys.length : rank;
};

const printObject = (value: JsonObject, order: KeyOrder): string => {
    const entries = Object.entries(value)
        .filter(([, member]) => member !== undefined)
        .sort(([a], [b]) => rankIn(order, a) - rankIn(order, b) || compareBytes(a, b));
    const inside = (key: string): KeyOrder =>
        order.inside !== undefined && Object.hasOwn(order.inside, key) ? (order.inside[key] ?? BY_BYTES) : BY_BYTES;
    return `{${entries.map(([key, member]) => `${printText(key)}: ${printJson(member, inside(key))}`).join(", ")}}`;
};

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

/**
 * Prints JSON like Python's `json.dumps`: in ASCII, on one line, with a space after each comma and colon.
 * The order of keys is explicit, because neither JavaScript nor Pulumi's engine preserves the declared one.
 */
export const printJson = (value: Json, order: KeyOrder = BY_BYTES): string => {
    if (typeof value === "string") return printText(value);
    if (typeof value === "number") return printNumber(value);
    if (typeof value === "boolean" || value === null) return String(value);
    if (isList(value)) return `[${value.map((item) => printJson(item, order)).join(", ")}]`;
    return printObject(value, order);
};
