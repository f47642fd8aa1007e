import { boundaryOf, contentTypeOf, type Headers, readHeaders } from "./headers.ts";

/** A MIME message or one of its parts. */
export interface Message {
    readonly headers: Headers;
    readonly type: string;
    /** The text of a leaf; the parts of any other message, none if the reader finds no boundary. */
    readonly body: string | readonly Message[];
}

/** Messages with more levels or parts aren't read. Real ones have two levels and some dozens of parts. */
const MAX_DEPTH = 20;
const MAX_PARTS = 1000;

/** A level of a message: its depth, what ends it, and the default type. */
interface Level {
    readonly depth: number;
    /** The boundaries that end it, each with its leading dashes. */
    readonly boundaries: readonly string[];
    readonly type: string;
}

/** A message with too many levels or parts. */
class TooComplex extends Error {}

const LINE_END = /(?:\r\n|\r|\n)$/;

/** Whether a line is a boundary, and whether that is the last one. */
const matchBoundary = (line: string, boundary: string): { readonly isLast: boolean } | undefined => {
    if (!line.startsWith(boundary)) return undefined;
    const rest = /^(--)?[ \t]*(?:\r\n|\r|\n)?$/.exec(line.slice(boundary.length));
    return rest === null ? undefined : { isLast: rest[1] !== undefined };
};

/** The line end before a boundary belongs to the boundary: RFC 2046 5.1.1. */
const withoutLastLineEnd = (message: Message): Message => {
    const { body, type } = message;
    if (typeof body === "string") return { ...message, body: body.replace(LINE_END, "") };
    return type.startsWith("message/") ? { ...message, body: body.map(withoutLastLineEnd) } : message;
};

/**
 * A port of Python's email/feedparser.py, with which cloud-init and cloudbase-init read MIME. Its quirks decide which
 * parts a guest finds; the MIME libraries on npm repair what Python rejects. Works on positions in the text instead of
 * lists of lines, which would need much memory.
 */
class Reader {
    readonly #text: string;
    readonly #line = /[^\r\n]*(?:\r\n|\r|\n)?/y;
    #at = 0;
    #parts = 0;

    public constructor(text: string) {
        this.#text = text;
    }

    /** The next line with its end; empty at the end of the text and before a boundary that ends the level. */
    #peek(boundaries: readonly string[]): string {
        this.#line.lastIndex = this.#at;
        const line = this.#line.exec(this.#text)?.[0] ?? "";
        return boundaries.some((boundary) => matchBoundary(line, boundary)) ? "" : line;
    }

    /** Skips lines as long as they match, and returns the next one. */
    #skip(boundaries: readonly string[], matches: (line: string) => boolean): string {
        let line = this.#peek(boundaries);
        while (line !== "" && matches(line)) {
            this.#at += line.length;
            line = this.#peek(boundaries);
        }
        return line;
    }

    #rest(boundaries: readonly string[]): string {
        const start = this.#at;
        this.#skip(boundaries, () => true);
        return this.#text.slice(start, this.#at);
    }

    #headers(boundaries: readonly string[]): Headers {
        const lines: string[] = [];
        const isHeader = (line: string): boolean => /^(?:From |[!-9;-~]*:|[\t ])/.test(line);
        const next = this.#skip(boundaries, (line) => isHeader(line) && lines.push(line) > 0);
        // A line that is neither a header nor empty begins the body.
        if (/^[\r\n]/.test(next)) this.#at += next.length;
        return readHeaders(lines);
    }

    #children(boundary: string, { depth, boundaries, type }: Level): readonly Message[] {
        const isOther = (line: string): boolean => matchBoundary(line, boundary) === undefined;
        const below: Level = { depth: depth + 1, boundaries: [...boundaries, boundary], type };
        const children: Message[] = [];
        for (let line = this.#skip(boundaries, isOther); line !== ""; line = this.#skip(boundaries, isOther)) {
            this.#at += line.length;
            if (matchBoundary(line, boundary)?.isLast) break;
            // Python skips all boundaries that follow, the last one too.
            this.#skip(boundaries, (next) => !isOther(next));
            children.push(withoutLastLineEnd(this.read(below)));
        }
        this.#rest(boundaries);
        return children;
    }

    public read(level: Level): Message {
        this.#parts += 1;
        if (level.depth > MAX_DEPTH || this.#parts > MAX_PARTS) throw new TooComplex();
        const { boundaries, depth } = level;
        const headers = this.#headers(boundaries);
        const type = contentTypeOf(headers, level.type);
        const below = (byDefault: string): Level => ({ depth: depth + 1, boundaries, type: byDefault });
        if (type.startsWith("message/")) return { headers, type, body: [this.read(below("text/plain"))] };
        if (!type.startsWith("multipart/")) return { headers, type, body: this.#rest(boundaries) };
        const boundary = boundaryOf(headers);
        const byDefault = type === "multipart/digest" ? "message/rfc822" : "text/plain";
        const children = boundary === undefined ? [] : this.#children(`--${boundary}`, { ...level, type: byDefault });
        if (boundary === undefined) this.#rest(boundaries);
        return { headers, type, body: children };
    }
}

/** Reads a message as Python does; undefined if it has more levels or parts than any real one. */
export const readMessage = (text: string): Message | undefined => {
    try {
        return new Reader(text).read({ depth: 0, boundaries: [], type: "text/plain" });
    } catch (error) {
        if (error instanceof TooComplex) return undefined;
        throw error;
    }
};
