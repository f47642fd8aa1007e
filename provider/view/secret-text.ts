import { excessOf } from "./excess.ts";

/** Says whether the name of a setting is a secret's. */
type IsSecret = (name: string) => boolean;

/** `name=value`, `name: value` and `"name": "value"`, also escaped. */
const PAIR = /([\w.-]{1,64})[\\"']{0,4}\s{0,8}[=:]\s{0,8}[^\s=:]/g;

/** `--password x`. */
const OPTION = /--([\w-]{1,64})\s{1,8}\S/g;

const BEARER = /\bbearer\s{1,8}\S/i;

const PRIVATE_KEY = /-----BEGIN [A-Z\d ]{0,64}PRIVATE KEY/;

const hasPair = (text: string, isSecret: IsSecret): boolean =>
    [PAIR, OPTION].some((pattern) => [...text.matchAll(pattern)].some(([, name = ""]) => isSecret(name)));

/** Whether an address has a user, who can have a password, or be one. */
const hasUser = (text: string): boolean =>
    text.split(/\s+/).some((word) => {
        const start = word.indexOf("://");
        return start >= 0 && word.includes("@", start);
    });

const parse = (text: string): unknown => {
    try {
        const value: unknown = JSON.parse(text);
        return value;
    } catch {
        return undefined;
    }
};

/** Whether a value has a key with a secret's name, at any depth. The value is bounded. */
export const hasSecretKey = (value: unknown, isSecret: IsSecret): boolean => {
    if (typeof value !== "object" || value === null) return false;
    if (Array.isArray(value)) return value.some((item) => hasSecretKey(item, isSecret));
    return Object.entries(value).some(([key, item]) => isSecret(key) || hasSecretKey(item, isSecret));
};

/** Keys in JSON can be written with escapes. */
const hasSecretInJson = (text: string, isSecret: IsSecret): boolean => {
    if (!/^\s*[{[]/.test(text)) return false;
    const value = parse(text);
    return value !== undefined && (excessOf(value) !== undefined || hasSecretKey(value, isSecret));
};

/**
 * Whether a text has the form of a secret, whatever its name: an address with a user, a private key, or settings of which
 * one has a secret's name.
 */
export const hasSecretForm = (text: string, isSecret: IsSecret): boolean =>
    hasUser(text) ||
    PRIVATE_KEY.test(text) ||
    BEARER.test(text) ||
    hasPair(text, isSecret) ||
    hasSecretInJson(text, isSecret);
