import type fc from "fast-check";
import type { ImageEntry, VfatImage } from "../../../../provider/formats/vfat/index.ts";
import { foldName, nameProblem } from "../../../../provider/formats/vfat/names.ts";
import { anyName, printableName, treesOf } from "../iso9660/trees.ts";

export { expectedOf, file } from "../iso9660/trees.ts";

/** The smallest image: 4093 clusters of 512 bytes. */
export const SMALLEST = 2_129_920;
/** Large enough for every tree of `fatTreesOf`. */
export const SMALL = 4 * 1024 * 1024;

/** All bytes of an image, including the zeros at its end. */
export const wholeOf = ({ size, chunks }: VfatImage): Uint8Array => {
    const whole = new Uint8Array(size);
    let offset = 0;
    for (const chunk of chunks) {
        whole.set(chunk, offset);
        offset += chunk.length;
    }
    return whole;
};

/** Names that FAT can hold. */
export const fatName: fc.Arbitrary<string> = anyName.filter((name) => nameProblem(name) === undefined);
/** The names among them that mtools and terminals show unchanged: mtools doesn't support characters beyond 16 bits. */
export const printableFatName: fc.Arbitrary<string> = printableName.filter(
    (name) => nameProblem(name) === undefined && !/[\u{10000}-\u{10ffff}]/u.test(name),
);

const ROOT_ENTRIES = 511;

/** Drops entries whose names differ only in case from earlier ones, and those that don't fit into the root. */
const holdable = (entries: readonly ImageEntry[]): readonly ImageEntry[] => {
    const spellings = new Map<string, string>();
    let rootEntries = 0;
    return entries.filter(({ path }) => {
        const names = path.split("/");
        const above = names.map((_name, index) => names.slice(0, index + 1).join("/"));
        if (above.some((each) => (spellings.get(foldName(each)) ?? each) !== each)) return false;
        const [first = ""] = above;
        const needed = spellings.has(foldName(first)) ? 0 : 1 + Math.ceil(first.length / 13);
        if (rootEntries + needed > ROOT_ENTRIES) return false;
        rootEntries += needed;
        for (const each of above) spellings.set(foldName(each), each);
        return true;
    });
};

/** Trees of all shapes that FAT can hold. */
export const fatTreesOf = (name: fc.Arbitrary<string>): fc.Arbitrary<readonly ImageEntry[]> =>
    treesOf(name).map(holdable);
