import yaml, { type Class, type Loader, type Mark } from "yaml-js";
import { LINE_END } from "./characters.ts";
import { PythonReader } from "./reader.ts";

const { ScannerError } = yaml.scanner;

const PythonLoader: Class<Loader, readonly [text: string]> = yaml.loader.make_loader(PythonReader);

interface SimpleKey {
    readonly token_number: number;
    readonly required: boolean;
    readonly index: number;
    readonly line: number;
    readonly column: number;
    readonly mark: Mark;
}

/**
 * yaml-js's scanner and parser, a port of PyYAML 3, with what PyYAML 6 does differently. Methods have the names of
 * yaml/scanner.py, which yaml-js calls.
 */
export class TokenLoader extends PythonLoader {
    // yaml-js throws an error of its own where PyYAML lets the parser find the mistake.
    save_possible_simple_key(): void {
        if (!this.allow_simple_key) return;
        this.remove_possible_simple_key();
        const key: SimpleKey = {
            token_number: this.tokens_taken + this.tokens.length,
            required: this.flow_level === 0 && this.indent === this.column,
            index: this.index,
            line: this.line,
            column: this.column,
            mark: this.get_mark(),
        };
        this.possible_simple_keys[this.flow_level] = key;
    }

    // The same as yaml-js's, which compares each character of a comment with a list.
    scan_to_next_token(): void {
        if (this.index === 0 && this.peek() === "\ufeff") this.forward();
        for (;;) {
            while (this.peek() === " ") this.forward();
            if (this.peek() === "#") this.forward(this.lengthUntil(LINE_END));
            if (this.scan_line_break() === "") return;
            if (this.flow_level === 0) this.allow_simple_key = true;
        }
    }

    scan_line_break(): string {
        const next = this.peek();
        if (next === "\n" || next === "\r" || next === "\u0085") {
            this.forward(this.prefix(2) === "\r\n" ? 2 : 1);
            return "\n";
        }
        if (next !== "\u2028" && next !== "\u2029") return "";
        this.forward();
        return next;
    }

    // yaml-js rejects every escape.
    scan_uri_escapes(name: string, start: Mark): string {
        const bytes: number[] = [];
        const mark = this.get_mark();
        while (this.peek() === "%") {
            this.forward();
            const digits = this.prefix(2);
            if (!/^[0-9A-Fa-f]{2}$/.test(digits)) {
                throw new ScannerError(`while scanning a ${name}`, start, "expected URI escape sequence", mark);
            }
            bytes.push(Number.parseInt(digits, 16));
            this.forward(2);
        }
        try {
            return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(new Uint8Array(bytes));
        } catch {
            throw new ScannerError(`while scanning a ${name}`, start, "expected URI escape sequence of UTF-8", mark);
        }
    }

    protected lengthUntil(ends: ReadonlySet<string>): number {
        let length = 0;
        while (!ends.has(this.peek(length))) length++;
        return length;
    }

    protected take(length: number): string {
        const taken = this.prefix(length);
        this.forward(length);
        return taken;
    }
}
