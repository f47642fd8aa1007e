/** As much of what a peer says as anybody reads. */
const MAX_CHARACTERS = 2000;

/**
 * A peer's text as it may stand in a message: one line, without characters that steer a terminal, cut where it is too
 * long. A peer may send four million characters, and patterns that look for a word in so many take hours.
 *
 * @param most characters
 */
export const oneLine = (text: string, most: number = MAX_CHARACTERS): string => {
    // A cut may leave half of a pair of surrogates.
    const steering = /[\p{Cc}\p{Cs}\p{Bidi_Control}\p{Zl}\p{Zp}]+/gu;
    const line = text.slice(0, most).replaceAll(steering, " ").trim();
    return text.length > most ? `${line}…` : line;
};
