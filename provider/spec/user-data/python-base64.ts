const LETTER = /[A-Za-z0-9+/]/;

/** Where a text's padding completes its last group; Python reads nothing after that. */
const endOf = (text: string): number => {
    let letters = 0;
    let padding = 0;
    for (let at = 0; at < text.length; at++) {
        const character = text.charAt(at);
        if (LETTER.test(character)) {
            letters += 1;
            padding = 0;
        } else if (character === "=" && letters % 4 >= 2 && (letters % 4) + ++padding >= 4) return at;
    }
    return letters % 4 === 0 ? text.length : -1;
};

/**
 * What Python's `base64.b64decode` makes of a text: it ignores characters that aren't base64, and fails only if the
 * rest isn't padded. Undefined if it fails.
 */
export const decodeAsPython = (text: string): Uint8Array | undefined => {
    // binascii.a2b_base64: "string argument should contain only ASCII characters".
    if (Buffer.byteLength(text) > text.length) return undefined;
    const end = endOf(text);
    if (end < 0) return undefined;
    return new Uint8Array(Buffer.from(text.slice(0, end).replaceAll(/[^A-Za-z0-9+/]/g, ""), "base64"));
};
