import yaml from "yaml-js";
import { END, LINE_END } from "./characters.ts";
import { QuotedLoader } from "./quoted.ts";

/** Scans block scalars, | and >, in time that grows with their length; yaml-js's grows with the square of the lines. */
export class PyYamlLoader extends QuotedLoader {
    scan_block_scalar(style: string): unknown {
        const start = this.get_mark();
        this.forward();
        const [chomping, increment] = this.scan_block_scalar_indicators(start);
        this.scan_block_scalar_ignored_line(start);
        const least = Math.max(this.indent + 1, 1);
        const before: string[] = [];
        const indent = increment === null ? Math.max(least, this.blockIndentation(before)) : least + increment - 1;
        if (increment !== null) this.blockBreaks(indent, before);
        const { text, lineBreak, breaks } = this.blockLines(style === ">", indent, before);
        const tail = (chomping === false ? "" : lineBreak) + (chomping === true ? breaks.join("") : "");
        return new yaml.tokens.ScalarToken(text + tail, false, start, this.get_mark(), style);
    }

    private blockLines(
        isFolded: boolean,
        indent: number,
        before: string[],
    ): { readonly text: string; readonly lineBreak: string; readonly breaks: readonly string[] } {
        const chunks: string[] = [];
        let breaks = before;
        let lineBreak = "";
        while (this.column === indent && this.peek() !== END) {
            for (const each of breaks) chunks.push(each);
            const isSpaced = this.isBlank();
            chunks.push(this.take(this.lengthUntil(LINE_END)));
            lineBreak = this.scan_line_break();
            breaks = [];
            this.blockBreaks(indent, breaks);
            if (this.column !== indent || this.peek() === END) break;
            if (!isFolded || lineBreak !== "\n" || isSpaced || this.isBlank()) chunks.push(lineBreak);
            else if (breaks.length === 0) chunks.push(" ");
        }
        return { text: chunks.join(""), lineBreak, breaks };
    }

    private isBlank(): boolean {
        return this.peek() === " " || this.peek() === "\t";
    }

    /** Reads empty lines; returns the widest indentation among them and the next line. */
    private blockIndentation(breaks: string[]): number {
        let widest = 0;
        for (;;) {
            if (this.peek() === " ") {
                this.forward();
                widest = Math.max(widest, this.column);
                continue;
            }
            const lineBreak = this.scan_line_break();
            if (lineBreak === "") return widest;
            breaks.push(lineBreak);
        }
    }

    private blockBreaks(indent: number, breaks: string[]): void {
        for (;;) {
            while (this.column < indent && this.peek() === " ") this.forward();
            const lineBreak = this.scan_line_break();
            if (lineBreak === "") return;
            breaks.push(lineBreak);
        }
    }
}
