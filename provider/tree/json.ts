import type { Json, JsonObject } from "../model/inputs.ts";
import { compareBytes } from "./file-tree.ts";

/** The order of an object's keys. Keys it doesn't name come after the others, by their bytes. */
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
 * Whole numbers as JavaScript prints them, fractions as Python does: an exponent from 1e-5 down, of two digits at
 * least. A minus before zero is dropped, as JSON has no such number in its integers.
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
 * Prints JSON as Python's `json.dumps` does: in ASCII, on one line, with a space after each comma and colon.
 * Keys have an order of their own, since neither JavaScript nor Pulumi's engine keeps the one they were written in.
 */
export const printJson = (value: Json, order: KeyOrder = BY_BYTES): string => {
    if (typeof value === "string") return printText(value);
    if (typeof value === "number") return printNumber(value);
    if (typeof value === "boolean" || value === null) return String(value);
    if (isList(value)) return `[${value.map((item) => printJson(item, order)).join(", ")}]`;
    return printObject(value, order);
};
