import { truncated } from "../../text/truncated.ts";

/** A JSON object of a guest: any key can be missing, and any value can have any type. */
export type Fields = Readonly<Record<string, unknown>>;

/** More messages of one stage than anybody reads. */
const MAX_MESSAGES = 50;

/** More of one message than anybody reads. */
const MAX_CHARACTERS = 4000;

/** The longest id or name. */
const MAX_ID = 256;

const isFields = (value: unknown): value is Fields =>
    typeof value === "object" && value !== null && !Array.isArray(value);

/** The object in a value; an empty one if it is anything else. */
export const fieldsOf = (value: unknown): Fields => (isFields(value) ? value : {});

/** A member of an object, never one of its prototype. */
export const member = (fields: Fields, key: string): unknown => (Object.hasOwn(fields, key) ? fields[key] : undefined);

/** The text in a guest's bytes. Broken UTF-8 becomes U+FFFD. */
export const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** The object in a JSON text; undefined if it is truncated, no JSON, or no object. */
export const parseFields = (text: string): Fields | undefined => {
    try {
        const value: unknown = JSON.parse(text);
        return isFields(value) ? value : undefined;
    } catch {
        return undefined;
    }
};

/** An id or a name: one short line, without white space around it. */
export const idOf = (text: string): string | undefined => {
    const id = text.slice(0, MAX_ID + 2).trim();
    return id === "" || id.length > MAX_ID || /\p{Cc}/u.test(id) ? undefined : id;
};

/** A text that isn't empty; undefined if the value is anything else. */
export const someText = (value: unknown): string | undefined =>
    typeof value === "string" && value !== "" ? value.slice(0, MAX_CHARACTERS) : undefined;

/** A number that a calculation can use. */
export const finite = (value: unknown): number | undefined =>
    typeof value === "number" && Number.isFinite(value) ? value : undefined;

/** An exception can have an empty message, and is an error all the same. */
const messageOf = (value: unknown): string => {
    const text = typeof value === "string" ? value : JSON.stringify(value);
    if (text.trim() === "") return "(no message)";
    return truncated(text, MAX_CHARACTERS);
};

/** The messages in a value: a list of texts, or whatever a guest has instead. */
export const messagesOf = (value: unknown): readonly string[] => {
    if (value === undefined || value === null) return [];
    const all: readonly unknown[] = Array.isArray(value) ? value : [value];
    const shown = all.slice(0, MAX_MESSAGES).map(messageOf);
    return all.length > MAX_MESSAGES ? [...shown, `… and ${all.length - MAX_MESSAGES} more`] : shown;
};
