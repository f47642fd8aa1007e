/** More of a peer's text than anybody reads. */
const MAX_CHARACTERS = 2000;

/**
 * Makes a peer's text safe for a message: one line, without characters that control a terminal, truncated if too long.
 * A peer can send four million characters, and searching that many with a regular expression takes hours.
 *
 * @param most Maximum number of characters.
 */
export const oneLine = (text: string, most: number = MAX_CHARACTERS): string => {
    // Truncation can leave half of a surrogate pair.
    const steering = /[\p{Cc}\p{Cs}\p{Bidi_Control}\p{Zl}\p{Zp}]+/gu;
    const line = text.slice(0, most).replaceAll(steering, " ").trim();
    return text.length > most ? `${line}…` : line;
};
