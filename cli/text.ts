const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;

/** A text in which nothing moves a cursor, colours a screen or turns the direction of writing; line ends stay. */
export const printable = (text: string): string => text.replace(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, escaped);

/** The same on one line. */
export const printableLine = (text: string): string => printable(text).replaceAll("\n", escaped);

/** A value as indented JSON that is safe to show. */
export const showJson = (value: unknown): string => `${printable(JSON.stringify(value, undefined, 4))}\n`;
