import type { RawInputs } from "../model/inputs.ts";
import { UNKNOWN } from "../model/unknown.ts";
import { entriesOf, fieldOf, itemsOf } from "./json.ts";
import type { Rule } from "./rule.ts";

/** The size of Nova's VFAT images, and the largest config drive Ironic accepts. */
const USUAL = 64 * 1024 * 1024;

const lengthOf = (content: unknown): number => {
    if (typeof content === "string") return content === UNKNOWN ? 0 : Buffer.byteLength(content);
    const [text, base64] = [fieldOf(content, "content"), fieldOf(content, "base64")];
    if (typeof base64 === "string") return (base64.length / 4) * 3;
    return typeof text === "string" ? lengthOf(text) : 0;
};

const total = (contents: readonly unknown[]): number => contents.map(lengthOf).reduce((sum, length) => sum + length, 0);

const contentsOf = (value: unknown): readonly unknown[] => entriesOf(value).map(([, content]) => content);

/** The bytes of the user's own content, each counted once: no drive is smaller. */
const amounts = ({ files, rootFiles, userData }: RawInputs): readonly (readonly [key: string, bytes: number])[] => [
    ["files", total(contentsOf(files))],
    ["rootFiles", total(contentsOf(rootFiles))],
    ["userData", total(Array.isArray(userData) ? itemsOf(userData) : [userData])],
];

const largerThanUsual: Rule = {
    severity: "warning",
    find: (inputs) => {
        // A VFAT image has a fixed size; content that doesn't fit is an error there.
        if (inputs["format"] === "vfat" || inputs["format"] === UNKNOWN) return [];
        const all = amounts(inputs);
        const [largest] = all.toSorted(([, a], [, b]) => b - a);
        if (largest === undefined || all.reduce((sum, [, bytes]) => sum + bytes, 0) <= USUAL) return [];
        const reason =
            "makes the drive larger than 64 MiB, the most Ironic accepts; have the guest download large files";
        return [{ path: largest[0], reason }];
    },
};

/** The rules about the amount of content. */
export const amountRules: readonly Rule[] = [largerThanUsual];
