import { FileContent } from "../formats/entries/content.ts";
import type { JsonObject } from "../model/inputs.ts";
import { SIGNATURE } from "../model/secrets.ts";
import type { Path } from "./path.ts";

/** Deeper values are rejected, so that no recursion over inputs can exhaust the stack. */
const MAX_DEPTH = 64;

/** Whether a value is a JSON object: not a list, not null, not an instance of a class. */
export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
    const prototype: unknown = Object.getPrototypeOf(value);
    return prototype === null || Object.getPrototypeOf(prototype) === null;
};

/** The same, for a value in which `findNotJson` found nothing. */
export const isJsonObject = (value: unknown): value is JsonObject => isObject(value);

/** The items of a list; none for any other value. */
export const itemsOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** The keys and values of an object; none for any other value. */
export const entriesOf = (value: unknown): readonly (readonly [string, unknown])[] =>
    isObject(value) ? Object.entries(value) : [];

/** The value of an object's own key; `undefined` if it doesn't exist. */
export const fieldOf = (value: unknown, key: string): unknown =>
    isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;

/** The text of a scalar; empty for lists and objects: JSON can give these a `toString` that can't be called. */
export const scalarText = (value: unknown): string =>
    typeof value === "object" && value !== null ? "" : String(value);

/** A place whose value JSON can't represent, and why. */
export interface NotJson {
    readonly path: Path;
    readonly reason: string;
}

const ofText = (value: string): string | undefined =>
    /\p{Surrogate}/u.test(value) ? "contains half of a surrogate pair, which UTF-8 can't encode" : undefined;

const ofScalar = (value: unknown): string | undefined => {
    if (typeof value === "string") return ofText(value);
    if (typeof value === "number") return Number.isFinite(value) ? undefined : "must be a finite number";
    if (typeof value === "boolean" || value === null) return undefined;
    if (value === undefined) return "must not be undefined";
    return "isn't a value JSON can represent";
};

const ofKey = (key: string): string | undefined => {
    if (key === "__proto__") return 'can\'t be used: JavaScript reserves the key "__proto__"';
    const reason = ofText(key);
    return reason === undefined ? undefined : `has a key that ${reason}`;
};

const inMember = (key: string, value: unknown, path: Path): readonly NotJson[] => {
    const reason = ofKey(key);
    if (reason !== undefined) return [{ path: [...path, key], reason }];
    return value === undefined ? [] : findNotJson(value, [...path, key]);
};

/** Pulumi removes the signature of secrets and outputs, so a value that has one is an asset or an archive. */
const ASSET = 'is a Pulumi asset or archive; pass the text itself, e.g. readFileSync(path, "utf8"), or { base64 }';

/** Everything in a value that JSON can't represent. An `undefined` member counts as absent. */
export const findNotJson = (value: unknown, path: Path): readonly NotJson[] => {
    if (path.length > MAX_DEPTH) return [{ path, reason: `is nested more than ${MAX_DEPTH} levels deep` }];
    if (Array.isArray(value)) return Array.from(value, (item, index) => findNotJson(item, [...path, index])).flat();
    if (value instanceof FileContent) return [];
    if (isObject(value) && Object.hasOwn(value, SIGNATURE)) return [{ path, reason: ASSET }];
    if (isObject(value)) return Object.entries(value).flatMap(([key, member]) => inMember(key, member, path));
    const reason = ofScalar(value);
    return reason === undefined ? [] : [{ path, reason }];
};
