import yaml, { type Mark } from "yaml-js";
import { END, isMarker, LINE_END, WORD_END } from "./characters.ts";
import { PlainLoader } from "./plain.ts";

const { ScannerError } = yaml.scanner;

const QUOTED_END: ReadonlySet<string> = new Set([...WORD_END, "'", '"', "\\"]);

/** ESCAPE_REPLACEMENTS in yaml/scanner.py. */
const ESCAPES: ReadonlyMap<string, string> = new Map([
    ["0", "\0"],
    ["a", "\x07"],
    ["b", "\x08"],
    ["t", "\t"],
    ["\t", "\t"],
    ["n", "\n"],
    ["v", "\x0b"],
    ["f", "\x0c"],
    ["r", "\r"],
    ["e", "\x1b"],
    [" ", " "],
    ['"', '"'],
    ["\\", "\\"],
    ["/", "/"],
    ["N", "\u0085"],
    ["_", "\u00a0"],
    ["L", "\u2028"],
    ["P", "\u2029"],
]);

const CODES: ReadonlyMap<string, number> = new Map([
    ["x", 2],
    ["u", 4],
    ["U", 8],
]);

/**
 * Scans quoted scalars as PyYAML 6 does: with `\/`, with characters beyond U+FFFF, and in time that grows with the
 * length and not its square.
 */
export class QuotedLoader extends PlainLoader {
    scan_flow_scalar(style: string): unknown {
        const start = this.get_mark();
        const chunks: string[] = [];
        this.forward();
        this.quotedWords(style, start, chunks);
        while (this.peek() !== style) {
            this.quotedSpaces(start, chunks);
            this.quotedWords(style, start, chunks);
        }
        this.forward();
        return new yaml.tokens.ScalarToken(chunks.join(""), false, start, this.get_mark(), style);
    }

    private quotedWords(style: string, start: Mark, chunks: string[]): void {
        for (;;) {
            chunks.push(this.take(this.lengthUntil(QUOTED_END)));
            const next = this.peek();
            if (WORD_END.has(next)) return;
            if (style === '"' && next === "\\") this.escape(start, chunks);
            else if (next !== style) chunks.push(this.take(1));
            else if (style === "'" && this.peek(1) === style) chunks.push(this.take(2).slice(1));
            else return;
        }
    }

    private escape(start: Mark, chunks: string[]): void {
        this.forward();
        const next = this.peek();
        const replacement = ESCAPES.get(next);
        const length = CODES.get(next);
        if (replacement !== undefined) {
            this.forward();
            chunks.push(replacement);
        } else if (length !== undefined) chunks.push(this.escapedCode(start, length));
        else if (LINE_END.has(next) && next !== END) {
            this.scan_line_break();
            this.quotedBreaks(start, chunks);
        } else throw this.badEscape(start, "found unknown escape character");
    }

    private escapedCode(start: Mark, length: number): string {
        this.forward();
        const digits = this.prefix(length);
        const code = Number.parseInt(digits, 16);
        if (digits.length < length || !/^[0-9A-Fa-f]+$/.test(digits) || code > 0x10ffff) {
            throw this.badEscape(start, "expected escape sequence");
        }
        this.forward(length);
        return String.fromCodePoint(code);
    }

    private badEscape(start: Mark, problem: string): Error {
        return new ScannerError("while scanning a double-quoted scalar", start, problem, this.get_mark());
    }

    private quotedSpaces(start: Mark, chunks: string[]): void {
        let length = 0;
        while (this.peek(length) === " " || this.peek(length) === "\t") length++;
        const blanks = this.take(length);
        if (this.peek() === END) {
            throw new ScannerError("while scanning a quoted scalar", start, "found unexpected end", this.get_mark());
        }
        const lineBreak = this.scan_line_break();
        if (lineBreak === "") {
            chunks.push(blanks);
            return;
        }
        const breaks: string[] = [];
        this.quotedBreaks(start, breaks);
        if (lineBreak !== "\n") chunks.push(lineBreak);
        else if (breaks.length === 0) chunks.push(" ");
        for (const each of breaks) chunks.push(each);
    }

    private quotedBreaks(start: Mark, chunks: string[]): void {
        for (;;) {
            if (isMarker(this.prefix(3), this.peek(3))) {
                const problem = "found unexpected document separator";
                throw new ScannerError("while scanning a quoted scalar", start, problem, this.get_mark());
            }
            while (this.peek() === " " || this.peek() === "\t") this.forward();
            const lineBreak = this.scan_line_break();
            if (lineBreak === "") return;
            chunks.push(lineBreak);
        }
    }
}
