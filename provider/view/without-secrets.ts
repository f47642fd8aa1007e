import { isSecretKey, isSecretValue } from "./secret-view.ts";

/** Keys of Nova's that sound secret and are public. */
export const PUBLIC_KEYS: readonly string[] = ["public_keys", "keys"];

const hidden = (value: unknown, isNamed: boolean, hide: (secret: unknown) => string): unknown => {
    if (isSecretValue(value)) return hide(value);
    if (typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) return value.map((item) => hidden(item, isNamed, hide));
    const entries = Object.entries(value).map(([key, item]) => [
        key,
        isNamed && isSecretKey(key) ? hide(item) : hidden(item, isNamed, hide),
    ]);
    return Object.fromEntries(entries);
};

/** A document of an image with its secrets replaced: those that a page hides too. The document is bounded. */
export const withoutSecrets = (document: unknown, hide: (secret: unknown) => string): unknown => {
    if (typeof document !== "object" || document === null || Array.isArray(document)) {
        return hidden(document, true, hide);
    }
    const entries = Object.entries(document).map(([key, value]) => {
        if (PUBLIC_KEYS.includes(key)) return [key, hidden(value, false, hide)];
        return [key, isSecretKey(key) ? hide(value) : hidden(value, true, hide)];
    });
    return Object.fromEntries(entries);
};
