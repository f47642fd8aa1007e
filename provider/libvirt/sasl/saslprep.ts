/** RFC 4013 2.1, by RFC 3454's table C.1.2. */
const OTHER_SPACES = /[\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000]/gu;
/** RFC 4013 2.1, by RFC 3454's table B.1. */
const NOTHING = /\u00ad|\u034f|\u1806|[\u180b-\u180d]|\u200c|\u200d|\u2060|[\ufe00-\ufe0f]|\ufeff/gu;
/** RFC 4013 2.3: controls, private use, surrogates, non-characters, and confusing characters (C.2 to C.9). */
const PROHIBITED =
    /\p{Cc}|\p{Co}|\p{Cs}|\p{Noncharacter_Code_Point}|\u0340|\u0341|[\u2028-\u202e\u206a-\u206f\ufff9-\ufffd]|[\u{e0001}\u{e0020}-\u{e007f}]/u;

/**
 * RFC 4013: the one form of a user name or password, however it was typed. Undefined if it contains a prohibited
 * character. The rules for right-to-left text aren't applied: they only prohibit more.
 */
export const prepared = (text: string): string | undefined => {
    const mapped = text.replaceAll(OTHER_SPACES, " ").replaceAll(NOTHING, "").normalize("NFKC");
    return PROHIBITED.test(mapped) ? undefined : mapped;
};
