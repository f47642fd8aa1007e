/** The first characters of a text, without half of a surrogate pair at the end. */
export const startOf = (text: string, most: number): string => text.slice(0, most).replace(/[\ud800-\udbff]$/, "");

/** The last characters of a text, without half of a surrogate pair at the start. */
export const endOf = (text: string, most: number): string =>
    text.slice(Math.max(0, text.length - most)).replace(/^[\udc00-\udfff]/, "");

/** A text, truncated if it is longer: then it ends with an ellipsis. */
export const truncated = (text: string, most: number): string =>
    text.length > most ? `${startOf(text, most)}…` : text;
