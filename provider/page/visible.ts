const STEERING = /[\p{Cc}\p{Cs}\p{Bidi_Control}\p{Zl}\p{Zp}\u00ad\u200b\u2060\ufeff]/gu;

const pictured = (character: string): string => {
    const code = character.codePointAt(0) ?? 0;
    if (character === "\n" || character === "\t") return character;
    if (code < 0x20) return String.fromCodePoint(0x2400 + code);
    if (code === 0x7f) return "\u2421";
    return `⟨U+${code.toString(16).toUpperCase().padStart(4, "0")}⟩`;
};

/**
 * Shows the characters that a browser would drop, or obey: NUL, other controls, and those that reverse the direction of
 * the text around them or can't be seen. All others, line feeds and tabs stay.
 *
 * @example
 * visible("a\u202egpj.exe"); // a⟨U+202E⟩gpj.exe
 */
export const visible = (text: string): string => text.replaceAll(STEERING, pictured);
