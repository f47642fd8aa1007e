const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;

/** Escapes what would move the cursor, colour the screen or change the writing direction. Keeps line ends. */
export const printable = (text: string): string => text.replace(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, escaped);

/** The same, with line ends escaped too. */
export const printableLine = (text: string): string => printable(text).replaceAll("\n", escaped);

/** A value as indented JSON that is safe to show. */
export const showJson = (value: unknown): string => `${printable(JSON.stringify(value, undefined, 4))}\n`;
