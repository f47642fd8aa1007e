import type { Mark } from "yaml-js";
import type { Path } from "../../path.ts";
import { linesOf } from "./lines.ts";
import { PyYamlLoader } from "./pyyaml/block.ts";
import { NOT_PRINTABLE } from "./pyyaml/characters.ts";
import { compose } from "./pyyaml/compose.ts";
import { Constructor } from "./pyyaml/construct.ts";
import { TooCostly } from "./pyyaml/node.ts";
import { mistakeOf } from "./yaml-reason.ts";

/** A place in a text; both numbers start at 1. */
export interface Position {
    readonly line: number;
    readonly column: number;
}

/** A place as messages show it. */
export const showPosition = ({ line, column }: Position): string => `line ${line}, column ${column}`;

/** A YAML document, with the lines of its values. */
export interface YamlDocument {
    readonly kind: "document";
    /** `undefined` if the text contains no value. */
    readonly value: unknown;
    /** The line of the value at a path, starting at 1. */
    readonly lineOf: (path: Path) => number;
    /** The place of a duplicate key; cloud-init uses the last one. */
    readonly duplicate: Position | undefined;
}

/** Why a text isn't valid YAML. */
export interface NotYaml {
    readonly kind: "problem";
    readonly position: Position | undefined;
    /** Worded by this package, without a part of the text, which is secret. A remedy follows a semicolon. */
    readonly reason: string;
}

/** A text that would take too long to read. */
export interface TooLarge {
    readonly kind: "too-large";
}

const positionOf = ({ line, column }: Mark): Position => ({ line: line + 1, column: column + 1 });

const lineAt = (text: string, index: number): number => text.slice(0, index).split(/\r\n|\r|\n/).length;

const notPrintable = (text: string, index: number): NotYaml => ({
    kind: "problem",
    position: { line: lineAt(text, index), column: index - text.lastIndexOf("\n", index - 1) },
    reason: "contains a control character, which YAML doesn't allow",
});

const read = (loader: PyYamlLoader): YamlDocument => {
    const root = compose(loader);
    if (root === undefined) return { kind: "document", value: undefined, lineOf: () => 1, duplicate: undefined };
    const values = new Constructor();
    const value = values.construct(root);
    const { duplicate } = values;
    return {
        kind: "document",
        value,
        lineOf: linesOf(root, values),
        duplicate: duplicate === undefined ? undefined : positionOf(duplicate),
    };
};

/** Reads a YAML text as cloud-init does: with PyYAML's SafeLoader. */
export const readYaml = (text: string): YamlDocument | NotYaml | TooLarge => {
    const found = NOT_PRINTABLE.exec(text);
    if (found !== null) return notPrintable(text, found.index);
    const loader = new PyYamlLoader(text);
    try {
        return read(loader);
    } catch (error) {
        // Merges can lead from a mapping through any number of others before it.
        if (error instanceof TooCostly || error instanceof RangeError) return { kind: "too-large" };
        const { mark, reason } = mistakeOf(error, loader, text);
        return { kind: "problem", position: positionOf(mark), reason };
    }
};
