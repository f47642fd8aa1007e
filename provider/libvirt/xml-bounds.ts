/** A domain with 500 disks has half a million. At the most of all a tree takes 60 MiB. */
const MAX_CHARACTERS = 1_048_576;
/** Such a domain has some thousand elements (two tags each), and two or three attributes each. */
const MAX_TAGS = 20_000;
const MAX_ATTRIBUTES = 20_000;
/** As many as libxml2 reads, and so libvirt itself: each image of a disk's backing chain is in the one above it. */
const MAX_DEPTH = 256;

/** XML 1.0 2.2 and 4.1: by a reference, too, no document may name a character that XML can't hold. */
const UNHOLDABLE =
    /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]|&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01])|x0*(?:[0-8bcef]|1[0-9a-f]));/iu;

/** What stands between two elements, or around all of them (XML 1.0 2.4 to 2.7). None can hold an element. */
const BETWEEN = /[^<]+|<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<\?[\s\S]*?\?>/y;
const END_TAG = /<\/[^\s<>/="'&]+\s*>/y;
const START_TAG = /<[^\s<>/="'&!?]+/y;
const ATTRIBUTE = /\s+[^\s<>/="'&]+\s*=\s*(?:"[^"<]*"|'[^'<]*')/y;
const START_TAG_END = /\s*(\/?)>/y;

/** A walk over the text of a document, which counts what a tree of it would have. */
class Walk {
    readonly #text: string;
    #at = 0;
    #tags = 0;
    #attributes = 0;
    #depth = 0;

    public constructor(text: string) {
        this.#text = text;
    }

    /** Walks to the end; gives what is wrong. */
    public problem(): string | undefined {
        while (this.#at < this.#text.length) {
            if (this.#take(BETWEEN)) continue;
            if (!this.#takeTag()) return "it is not well-formed";
            if (this.#tags > MAX_TAGS) return `it has more than ${MAX_TAGS} tags`;
            if (this.#attributes > MAX_ATTRIBUTES) return `it has more than ${MAX_ATTRIBUTES} attributes`;
            if (this.#depth > MAX_DEPTH) return `it has more than ${MAX_DEPTH} levels`;
        }
        return undefined;
    }

    #take(pattern: RegExp): RegExpExecArray | undefined {
        pattern.lastIndex = this.#at;
        const match = pattern.exec(this.#text);
        this.#at += match?.[0].length ?? 0;
        return match ?? undefined;
    }

    #takeTag(): boolean {
        this.#tags += 1;
        if (this.#take(END_TAG)) {
            this.#depth -= 1;
            return true;
        }
        if (!this.#take(START_TAG)) return false;
        while (this.#attributes <= MAX_ATTRIBUTES && this.#take(ATTRIBUTE)) this.#attributes += 1;
        if (this.#attributes > MAX_ATTRIBUTES) return true;
        const end = this.#take(START_TAG_END);
        if (end?.[1] === "") this.#depth += 1;
        return end !== undefined;
    }
}

/**
 * What is wrong with a text that is said to be XML, as far as it can be told before a tree is built that could be too
 * large; undefined for nothing. Stricter than the parser, so that the parser finds nothing that wasn't counted.
 */
export const xmlProblem = (text: string): string | undefined => {
    if (text.length > MAX_CHARACTERS) return `it has ${text.length} characters, ${MAX_CHARACTERS} are the most`;
    if (/<!(?:DOCTYPE|ENTITY)/i.test(text)) return "it declares a document type";
    if (UNHOLDABLE.test(text)) return "it has a character that XML can't hold";
    return new Walk(text).problem();
};
