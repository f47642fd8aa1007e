import { structuredPatch } from "diff";
import { readMetaData } from "../meta-data.ts";
import type { Changed } from "./compare.ts";

/** Documents that hold nothing secret, besides the keys that `readMetaData` hides. */
const SHOWN = /^(?:openstack\/[^/]+\/(?:meta_data|network_data)\.json|ec2\/[^/]+\/meta-data\.json)$/;

const MAX_SIZE = 1024 * 1024;
/** How many lines may differ, and how long it may take to find them. */
const BOUNDS = { maxEditLength: 5000, timeout: 2000 } as const;

const textOf = ({ file }: Changed): string | undefined => {
    if (file.size > MAX_SIZE) return undefined;
    try {
        const text = new TextDecoder("utf-8", { fatal: true }).decode(file.content);
        return text.includes("\0") ? undefined : text;
    } catch (error) {
        if (error instanceof TypeError) return undefined;
        throw error;
    }
};

/** JSON with a value on each line: Nova's documents have one line. */
const indented = (value: unknown): string => `${JSON.stringify(value, undefined, 4)}\n`;

const jsonIn = (text: string): string => {
    try {
        return indented(JSON.parse(text));
    } catch (error) {
        if (error instanceof SyntaxError) return text;
        throw error;
    }
};

/** Numbers secrets by their values, so that a diff shows which of them differ and nothing else of them. */
class Secrets {
    readonly #known = new Map<string, number>();

    public hide(secret: unknown): string {
        const value = JSON.stringify(secret);
        const number = this.#known.get(value) ?? this.#known.size + 1;
        this.#known.set(value, number);
        return `(hidden: value ${number})`;
    }
}

const shownTexts = (sides: readonly Changed[]): readonly (string | undefined)[] => {
    const secrets = new Secrets();
    return sides.map(({ file }) => {
        if (!SHOWN.test(file.path)) return undefined;
        const read = readMetaData(file, (secret) => secrets.hide(secret));
        return "reason" in read ? undefined : indented(read.value);
    });
};

/** The lines of a unified diff. Undefined if a file isn't shown, isn't a text or differs too much. */
export const textDiff = (left: Changed, right: Changed, withSecrets: boolean): readonly string[] | undefined => {
    const sides = [left, right];
    const isJson = left.file.path.endsWith(".json");
    const texts = withSecrets ? sides.map((side) => textOf(side)) : shownTexts(sides);
    const [old, next] = withSecrets && isJson ? texts.map((text) => text && jsonIn(text)) : texts;
    if (old === undefined || next === undefined) return undefined;
    const patch = structuredPatch("", "", old, next, "", "", BOUNDS);
    if (patch === undefined || patch.hunks.length === 0) return undefined;
    return patch.hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => [
        `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`,
        ...lines,
    ]);
};
