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

/**
 * What stands between two elements, or around all of them (XML 1.0 2.4 to 2.7): text, the text of a section, or what
 * says nothing. None can hold an element.
 */
const BETWEEN = /([^<]+)|<!\[CDATA\[([\s\S]*?)\]\]>|<!--[\s\S]*?-->|<\?[\s\S]*?\?>/y;
const END_TAG = /<\/[^\s<>/="'&]+\s*>/y;
const START_TAG = /<([^\s<>/="'&!?]+)/y;
const ATTRIBUTE = /\s+[^\s<>/="'&]+\s*=\s*(?:"[^"<]*"|'[^'<]*')/y;
const START_TAG_END = /\s*(\/?)>/y;
const DOCUMENT_TYPE = /<!(?:DOCTYPE|ENTITY)/iy;

/** How the name spaces begin in which this package notes things in a domain. */
const OWN_NOTES = "urn:pulumi-config-drive:";

/** What of a document is read, or what is wrong with it. */
export type BoundedXml = { readonly text: string } | { readonly problem: string };

const escapeMarkup = (text: string): string =>
    text.replaceAll("&", "&#38;").replaceAll("<", "&#60;").replaceAll(">", "&#62;");

/**
 * A walk over the text of a document, which counts what a tree of it would have, and leaves out what nobody here reads.
 * What is left has elements and text only, so that the parser finds nothing that wasn't counted.
 */
class Walk {
    readonly #text: string;
    #at = 0;
    #tags = 0;
    #attributes = 0;
    /** Names of the elements that are open. */
    readonly #open: string[] = [];
    /** How deep the note of another program begins that is being left out, and where. */
    #foreign: { readonly depth: number; readonly start: number } | undefined;
    readonly #kept: string[] = [];
    #keptTo = 0;

    public constructor(text: string) {
        this.#text = text;
    }

    /** Walks to the end. */
    public run(): BoundedXml {
        while (this.#at < this.#text.length) {
            if (this.#takeBetween()) continue;
            if (!this.#takeTag()) {
                return { problem: this.#take(DOCUMENT_TYPE) ? "it declares a document type" : "it is not well-formed" };
            }
            const excess = this.#excess();
            if (excess !== undefined) return { problem: excess };
        }
        return { text: this.#kept.join("") + this.#text.slice(this.#keptTo) };
    }

    #excess(): string | undefined {
        if (this.#tags > MAX_TAGS) return `it has more than ${MAX_TAGS} tags`;
        if (this.#attributes > MAX_ATTRIBUTES) return `it has more than ${MAX_ATTRIBUTES} attributes`;
        return this.#open.length > MAX_DEPTH ? `it has more than ${MAX_DEPTH} levels` : undefined;
    }

    #take(pattern: RegExp): RegExpExecArray | undefined {
        pattern.lastIndex = this.#at;
        const match = pattern.exec(this.#text);
        this.#at += match?.[0].length ?? 0;
        return match ?? undefined;
    }

    /** Leaves out what was walked over since a place, or puts something in its place. */
    #replace(start: number, replacement: string): void {
        if (this.#foreign !== undefined) return;
        this.#kept.push(this.#text.slice(this.#keptTo, start), replacement);
        this.#keptTo = this.#at;
    }

    #takeBetween(): boolean {
        const start = this.#at;
        const match = this.#take(BETWEEN);
        if (match?.[1] === undefined && match !== undefined) this.#replace(start, escapeMarkup(match[2] ?? ""));
        return match !== undefined;
    }

    #takeTag(): boolean {
        const start = this.#at;
        this.#tags += 1;
        if (this.#take(END_TAG)) {
            this.#open.pop();
            this.#leaveForeign();
            return true;
        }
        const name = this.#take(START_TAG)?.[1];
        if (name === undefined) return false;
        while (this.#attributes <= MAX_ATTRIBUTES && this.#take(ATTRIBUTE)) this.#attributes += 1;
        if (this.#attributes > MAX_ATTRIBUTES) return true;
        const end = this.#take(START_TAG_END);
        if (end === undefined) return false;
        this.#enterForeign(start);
        if (end[1] === "") this.#open.push(name);
        else this.#leaveForeign();
        return true;
    }

    /** libvirt keeps in `<metadata>` what no parser need take: names whose prefix is bound nowhere, or with two colons. */
    #enterForeign(start: number): void {
        if (this.#foreign !== undefined || this.#open.at(-1) !== "metadata") return;
        if (this.#text.slice(start, this.#at).includes(OWN_NOTES)) return;
        this.#foreign = { depth: this.#open.length, start };
    }

    #leaveForeign(): void {
        const left = this.#foreign;
        if (left === undefined || this.#open.length > left.depth) return;
        this.#foreign = undefined;
        this.#replace(left.start, "");
    }
}

/**
 * Looks through a text that is said to be XML, as far as it can be done before a tree is built that could be too large.
 * Gives what of it is to be parsed: no comments and the like, no sections, no notes of other programs.
 */
export const boundXml = (text: string): BoundedXml => {
    const tooLong = lengthProblem(text);
    if (tooLong !== undefined) return { problem: tooLong };
    const bounded = new Walk(text).run();
    if ("problem" in bounded) return bounded;
    if (UNHOLDABLE.test(bounded.text)) return { problem: "it has a character that XML can't hold" };
    // The text of a section gets longer where its characters are written as references, each of which costs the parser.
    const problem = lengthProblem(bounded.text);
    return problem === undefined ? bounded : { problem };
};

const lengthProblem = ({ length }: string): string | undefined =>
    length > MAX_CHARACTERS ? `it has ${length} characters, ${MAX_CHARACTERS} are the most` : undefined;
