import type { RawInputs } from "../model/inputs.ts";
import { UNKNOWN } from "../model/unknown.ts";
import { entriesOf, fieldOf, itemsOf } from "./json.ts";
import type { Rule } from "./rule.ts";

const MIB = 1024 * 1024;

/**
 * Most bytes of content that a declaration holds itself. It passes through Pulumi's messages and state, where each byte
 * takes about 45 in each of three processes.
 */
const MAX_TEXT: number = 32 * MIB;

const lengthOf = (content: unknown): number => {
    if (typeof content === "string") return content === UNKNOWN ? 0 : Buffer.byteLength(content);
    const [text, base64] = [fieldOf(content, "content"), fieldOf(content, "base64")];
    if (typeof base64 === "string") return (base64.length / 4) * 3;
    return typeof text === "string" ? lengthOf(text) : 0;
};

const total = (contents: readonly unknown[]): number => contents.map(lengthOf).reduce((sum, length) => sum + length, 0);

const contentsOf = (value: unknown): readonly unknown[] => entriesOf(value).map(([, content]) => content);

/** The bytes of the user's own content, each counted once. Files on disk count nothing. */
const amounts = ({ files, rootFiles, userData }: RawInputs): readonly (readonly [key: string, bytes: number])[] => [
    ["files", total(contentsOf(files))],
    ["rootFiles", total(contentsOf(rootFiles))],
    ["userData", total(Array.isArray(userData) ? itemsOf(userData) : [userData])],
];

/** What is wrong with the amount of content that inputs hold themselves; undefined if nothing is. */
export const amountProblem = (inputs: RawInputs): { readonly path: string; readonly reason: string } | undefined => {
    const all = amounts(inputs);
    const sum = all.reduce((bytes, [, each]) => bytes + each, 0);
    const [largest] = all.toSorted(([, a], [, b]) => b - a);
    if (largest === undefined || sum <= MAX_TEXT) return undefined;
    const amount = `${Math.ceil(sum / MIB)} MiB`;
    const reason = `takes the content in the declaration to ${amount}; the limit is ${MAX_TEXT / MIB} MiB. For large files, use file assets, or { "path": … } on the command line`;
    return { path: largest[0], reason };
};

const tooMuch: Rule = {
    severity: "error",
    find: (inputs) => {
        const problem = amountProblem(inputs);
        return problem === undefined ? [] : [problem];
    },
};

/** The rules about the amount of content. */
export const amountRules: readonly Rule[] = [tooMuch];
