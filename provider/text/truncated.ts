/** The first characters of a text. A cut doesn't leave half of a surrogate pair; the text itself can have one. */
export const startOf = (text: string, most: number): string =>
    text.length > most ? text.slice(0, most).replace(/[\ud800-\udbff]$/, "") : text;

/** The last characters of a text, cut like `startOf`. */
export const endOf = (text: string, most: number): string =>
    text.length > most ? text.slice(text.length - most).replace(/^[\udc00-\udfff]/, "") : text;

/** A text, truncated if it is longer: then it ends with an ellipsis. */
export const truncated = (text: string, most: number): string =>
    text.length > most ? `${startOf(text, most)}…` : text;
