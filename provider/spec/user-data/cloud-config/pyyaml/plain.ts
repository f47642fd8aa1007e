import yaml from "yaml-js";
import { isMarker, LINE_END, WORD_END } from "./characters.ts";
import { TokenLoader } from "./loader.ts";

const FLOW: ReadonlySet<string> = new Set([",", "[", "]", "{", "}"]);

const endsAtColon = (after: string, isFlow: boolean): boolean => WORD_END.has(after) || (isFlow && FLOW.has(after));

/**
 * Scans plain scalars as PyYAML 6 does. yaml-js follows PyYAML 3, in which a colon inside a [list] is an error, and its
 * time grows with the square of a scalar's lines.
 */
export class PlainLoader extends TokenLoader {
    scan_plain(): unknown {
        const start = this.get_mark();
        const indent = this.indent + 1;
        const chunks: string[] = [];
        let end = start;
        let spaces: readonly string[] | undefined = [];
        while (this.peek() !== "#") {
            const length = this.plainLength();
            if (length === 0) break;
            this.allow_simple_key = false;
            for (const each of spaces) chunks.push(each);
            chunks.push(this.take(length));
            end = this.get_mark();
            spaces = this.plainSpaces();
            if (spaces === undefined || spaces.length === 0) break;
            if (this.flow_level === 0 && this.column < indent) break;
        }
        return new yaml.tokens.ScalarToken(chunks.join(""), true, start, end);
    }

    private plainLength(): number {
        const isFlow = this.flow_level > 0;
        let length = 0;
        for (;;) {
            const next = this.peek(length);
            if (WORD_END.has(next) || (isFlow && (next === "?" || FLOW.has(next)))) return length;
            if (next === ":" && endsAtColon(this.peek(length + 1), isFlow)) return length;
            length++;
        }
    }

    /** The white space between two words of a plain scalar, folded; undefined in front of a document marker. */
    private plainSpaces(): readonly string[] | undefined {
        let length = 0;
        while (this.peek(length) === " ") length++;
        const blanks = this.take(length);
        if (!LINE_END.has(this.peek()) || this.peek() === "\0") return blanks === "" ? [] : [blanks];
        const lineBreak = this.scan_line_break();
        this.allow_simple_key = true;
        const breaks = this.plainBreaks();
        if (breaks === undefined) return undefined;
        if (lineBreak !== "\n") return [lineBreak, ...breaks];
        return breaks.length === 0 ? [" "] : breaks;
    }

    private plainBreaks(): readonly string[] | undefined {
        const breaks: string[] = [];
        if (isMarker(this.prefix(3), this.peek(3))) return undefined;
        for (;;) {
            if (this.peek() === " ") {
                this.forward();
                continue;
            }
            const lineBreak = this.scan_line_break();
            if (lineBreak === "") return breaks;
            breaks.push(lineBreak);
            if (isMarker(this.prefix(3), this.peek(3))) return undefined;
        }
    }
}
