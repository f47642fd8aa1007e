import type { Io } from "./io.ts";
import { printable } from "./text.ts";

const ENOUGH = 1 << 16;

/**
 * Collects output into larger pieces, since a list may have tens of thousands of lines. Each piece waits until the one
 * before it is written.
 */
export class Output {
    readonly #io: Io;
    #pending = "";

    public constructor(io: Io) {
        this.#io = io;
    }

    public async add(text: string): Promise<void> {
        this.#pending += text;
        if (this.#pending.length >= ENOUGH) await this.flush();
    }

    /** Prints the rest. */
    public async flush(): Promise<void> {
        const piece = this.#pending;
        this.#pending = "";
        if (piece !== "") await this.#io.print(piece);
    }
}

const INDENT = "    ";

const indented = (value: unknown, indent: string): string =>
    printable(JSON.stringify(value, undefined, INDENT.length)).replaceAll("\n", `\n${indent}`);

type List = Iterable<unknown> | AsyncIterable<unknown>;

const addList = async (items: List, output: Output): Promise<void> => {
    let separator = "[";
    for await (const item of items) {
        await output.add(`${separator}\n${INDENT}${INDENT}${indented(item, INDENT + INDENT)}`);
        separator = ",";
    }
    await output.add(separator === "[" ? "[]" : `\n${INDENT}]`);
};

const isList = (value: unknown): value is List =>
    typeof value === "object" && value !== null && (Symbol.iterator in value || Symbol.asyncIterator in value);

/** Prints an object as indented JSON that is safe to show. Prints lists item by item, so that they can be lazy. */
export const printJson = async (members: Readonly<Record<string, unknown>>, io: Io): Promise<void> => {
    const output = new Output(io);
    let separator = "{";
    for (const [key, value] of Object.entries(members)) {
        await output.add(`${separator}\n${INDENT}${JSON.stringify(key)}: `);
        if (isList(value)) await addList(value, output);
        else await output.add(indented(value, INDENT));
        separator = ",";
    }
    await output.add("\n}\n");
    await output.flush();
};
