import { decodedRuns, normalise, normalText, plainViews } from "./scrub/view.ts";
import { Marks, type Windows, windowsOf } from "./scrub/windows.ts";

const WORDS = "[secret]";

/** A part of a secret that is this long is removed wherever it is. */
const PART = 8;

/** Words of a secret that are this long are removed too. */
const WORD = 6;

/** Shorter secrets would remove half of what a message says. Those below `WORD` only count as words of their own. */
const SHORTEST = 4;

/** The user's name and password in a URL, or a token in their place. */
const USER_INFO = /:\/\/([^\s/@:]{0,256}:[^\s/]{0,512}|[^\s/@:]{16,256})@/g;

/** A word that messages consist of. */
const ONLY_LETTERS = /^\p{L}+$/u;

const PUNCTUATION = /^[\p{P}\p{S}]+|[\p{P}\p{S}]+$/gu;

/** A secret, and its bytes in UTF-8 and UTF-16 if they are others: as Python writes them, or as base64 has them. */
const formsOf = (secret: string): readonly string[] => {
    const text = secret.trim();
    const bytes = (["utf8", "utf16le"] as const).map((encoding) => Buffer.from(text, encoding).toString("latin1"));
    return [...new Set([text, ...bytes.map((each) => each.replaceAll("\0", ""))])].map(normalText);
};

/** What a secret has that is too short to be found by its parts: all of it, or words that messages don't consist of. */
const shortWordsOf = (form: string): readonly string[] => {
    if (form.length < PART) return form.length < SHORTEST ? [] : [form];
    return form
        .split(" ")
        .filter(({ length }) => length < 3 * PART)
        .flatMap((word) => [word, word.replaceAll(PUNCTUATION, "")])
        .filter((word) => word.length >= WORD && word.length < PART && !ONLY_LETTERS.test(word));
};

/** Whether the part of a secret that starts at an index is an ordinary word with a space at its start or end. */
const isOrdinary = (form: string, at: number): boolean => {
    if (form[at] !== " " && form[at + PART - 1] !== " ") return false;
    return ONLY_LETTERS.test(form.slice(at, at + PART).trim());
};

/** Secrets as they are looked for. */
interface Wanted {
    /** Texts that are removed wherever eight of their characters are. */
    readonly long: readonly string[];
    /** Texts that are removed where all of them is. */
    readonly short: readonly string[];
}

/** A list of secrets is used for many messages. */
const known = new WeakMap<readonly string[], Wanted>();

const wantedIn = (secrets: readonly string[]): Wanted => {
    const found = known.get(secrets);
    if (found !== undefined) return found;
    const forms = [...new Set(secrets.flatMap(formsOf))];
    const wanted = {
        long: forms.filter(({ length }) => length >= PART),
        short: [...new Set(forms.flatMap(shortWordsOf))],
    };
    known.set(secrets, wanted);
    return wanted;
};

/** The parts of a text that have a length. They are listed once, when a secret needs them. */
const partsOf = (text: string, marks: Marks): ((length: number) => Windows) => {
    const views = plainViews(text).map(normalise);
    const decoded = decodedRuns(text).map(normalise);
    const listed = new Map<number, Windows>();
    return (length) => {
        const found = listed.get(length);
        if (found !== undefined) return found;
        const isShort = length < WORD;
        const windows = windowsOf(isShort ? views : [...views, ...decoded], length, isShort, marks);
        listed.set(length, windows);
        return windows;
    };
};

/**
 * Removes secrets from a message: each whole secret, each part of one that has at least eight characters, and each of
 * its words that has at least six and isn't an ordinary word. They are also found in another case, with other white
 * space, escaped as in Python or JSON, percent-encoded and in base64. What precedes the host in a URL is removed
 * whether it is a known secret or not. The time grows with the length of the message and of the secrets, not with their
 * product.
 */
export const scrub = (text: string, secrets: readonly string[]): string => {
    const marks = new Marks(text.length);
    const parts = partsOf(text, marks);
    const { long, short } = wantedIn(secrets);
    const whole = parts(PART);
    for (const form of long) {
        for (let at = 0; at + PART <= form.length; at++) if (!isOrdinary(form, at)) whole.mark(form, at);
    }
    for (const word of short) parts(word.length).mark(word, 0);
    for (const { 1: info = "", index } of text.matchAll(USER_INFO)) marks.add(index + 3, index + 3 + info.length);
    return marks.replace(text, WORDS);
};
