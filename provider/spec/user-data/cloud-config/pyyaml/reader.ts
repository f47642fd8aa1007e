import type { Mark, Reader } from "yaml-js";
import { END } from "./characters.ts";

const ASTRAL = /[\ud800-\udfff]/;

/** U+FEFF takes no column. */
const MARK = "\ufeff";

/**
 * yaml-js's reader with PyYAML's columns: it counts characters as Python does, not UTF-16 units, and knows all line
 * breaks. yaml-js copies the methods and calls `initialise` in place of a constructor.
 */
export class PythonReader implements Reader {
    declare line: number;
    declare column: number;
    declare index: number;
    declare private characters: string | readonly string[];

    initialise(text: string): void {
        this.line = 0;
        this.column = 0;
        this.index = 0;
        const ended = text + END;
        this.characters = ASTRAL.test(text) ? Array.from(ended) : ended;
    }

    peek(offset = 0): string {
        return this.characters[this.index + offset] ?? END;
    }

    prefix(length = 1): string {
        const found = this.characters.slice(this.index, this.index + length);
        return typeof found === "string" ? found : found.join("");
    }

    forward(length = 1): void {
        for (let left = length; left > 0; left--) {
            const character = this.characters[this.index++];
            if (this.isBreak(character)) {
                this.line++;
                this.column = 0;
            } else if (character !== MARK) this.column++;
        }
    }

    private isBreak(character: string | undefined): boolean {
        if (character === undefined || (character > "\r" && character < "\u0085")) return false;
        if (character === "\r") return this.characters[this.index] !== "\n";
        return character === "\n" || character === "\u0085" || character === "\u2028" || character === "\u2029";
    }

    get_mark(): Mark {
        return { line: this.line, column: this.column, index: this.index };
    }
}
