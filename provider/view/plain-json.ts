/** A string, what is between strings, or white space. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[^\s"]+|\s+/g;

const compact = (token: string): string => {
    if (token.startsWith('"')) return JSON.stringify(JSON.parse(token));
    return /^\s/.test(token) ? "" : token;
};

/**
 * Whether a JSON text says nothing but its value: of a key that occurs twice, or of a number with more digits than
 * JavaScript keeps, the value has only a part.
 */
export const isPlainJson = (text: string, value: unknown): boolean =>
    text.replaceAll(TOKEN, compact) === JSON.stringify(value);
