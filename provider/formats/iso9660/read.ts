import type { FoundFile } from "../bytes/found-file.ts";
import { damageAt } from "./error.ts";
import { Allowance } from "./read/allowance.ts";
import { decodeText, decodeUcs2, Untrusted } from "./read/bytes.ts";
import { type FoundDescriptors, readDescriptors } from "./read/descriptor.ts";
import { type FoundRecord, recordsOf } from "./read/record.ts";
import { readPosixAttributes, readSharing } from "./read/rock-ridge.ts";
import { type Interpret, Walk } from "./read/walk.ts";

/** What is in an image. Paths have `/` between the names and none at the start. */
export interface Iso9660Contents {
    /** The label by which guests find the volume. */
    readonly label: string;
    readonly publisher: string;
    /** Bytes of the volume by its own account; the image may be longer. */
    readonly size: number;
    /** Which names were read: Rock Ridge's where it is there, else Joliet's, else the plain ones. */
    readonly names: "rock-ridge" | "joliet" | "plain";
    /** Regular files, sorted by path. The contents are parts of the image, not copies. */
    readonly files: readonly { readonly path: string; readonly content: Uint8Array }[];
    /** Directories but the root, sorted. */
    readonly directories: readonly string[];
    /** What is neither: symbolic links, devices, pipes. */
    readonly others: readonly string[];
}

/** As blkid does: Joliet's label, unless it is the start of a longer primary one. */
const labelOf = ({ primary, joliet }: FoundDescriptors): string =>
    joliet === undefined || joliet.label === "" || primary.label.startsWith(joliet.label)
        ? primary.label
        : joliet.label;

/** ECMA-119 7.5.1. A plain identifier without its version and without the dot that ends it. */
const plainName = (identifier: Uint8Array, isDirectory: boolean): string => {
    const text = decodeText(identifier);
    return isDirectory ? text : text.replace(/;[0-9]*$/, "").replace(/\.$/, "");
};

const isDirectory = ({ flags }: FoundRecord): boolean => (flags & 2) !== 0;

const plain: Interpret = (record) => ({
    name: plainName(record.identifier, isDirectory(record)),
    mode: undefined,
    movedTo: undefined,
});

const joliet: Interpret = (record) => {
    const name = decodeUcs2(record.identifier);
    return { name: isDirectory(record) ? name : name.replace(/;[0-9]*$/, ""), mode: undefined, movedTo: undefined };
};

const rockRidge =
    (image: Untrusted, allowance: Allowance, skipped: number): Interpret =>
    (record) => {
        const attributes = readPosixAttributes(record, { image, allowance, skipped });
        if (attributes.isRelocated) return undefined;
        return { ...attributes, name: attributes.name ?? plainName(record.identifier, isDirectory(record)) };
    };

const byPath = (left: string, right: string): number => {
    if (left === right) return 0;
    return left < right ? -1 : 1;
};

/** No two entries have one path. Few images have many files and many other entries: the set stays small. */
const checkUnique = (sorted: readonly FoundFile[], rest: readonly string[]): void => {
    const others = new Set<string>();
    const isTwice = (path: string): boolean => {
        const before = others.size;
        return others.add(path).size === before;
    };
    const twice =
        rest.find(isTwice) ??
        sorted.find(({ path }, index) => path === sorted[index + 1]?.path || others.has(path))?.path;
    if (twice !== undefined) throw damageAt(twice, "the path is there twice.");
};

/**
 * Reads an ISO 9660 image that anybody may have made: Rock Ridge's names where there are any, else Joliet's, else the
 * plain ones. The image isn't trusted: what it asks for is bounded by its size, and nothing is copied.
 *
 * @throws Iso9660Error on anything that can't be believed: cut off, looping, overlapping, absurd.
 */
export const readIso9660 = (bytes: Uint8Array): Iso9660Contents => {
    const image = new Untrusted(bytes);
    const descriptors = readDescriptors(image);
    const { primary } = descriptors;
    const allowance = new Allowance(image.size);
    const [self] = recordsOf(image, primary.root.sector, primary.root.size, "the root directory");
    const skipped = self && readSharing(image, self);
    const walk = (interpret: Interpret, root: FoundRecord): Walk["found"] => {
        const walked = new Walk(image, allowance, interpret);
        walked.run(root);
        return walked.found;
    };
    const read = (): Pick<Iso9660Contents, "names"> & Walk["found"] => {
        if (skipped !== undefined) {
            return { names: "rock-ridge", ...walk(rockRidge(image, allowance, skipped), primary.root) };
        }
        if (descriptors.joliet !== undefined) return { names: "joliet", ...walk(joliet, descriptors.joliet.root) };
        return { names: "plain", ...walk(plain, primary.root) };
    };
    const { names, files, directories, others } = read();
    files.sort((left, right) => byPath(left.path, right.path));
    directories.sort(byPath);
    others.sort(byPath);
    checkUnique(files, [...directories, ...others]);
    return {
        label: labelOf(descriptors),
        publisher: primary.publisher,
        size: primary.size,
        names,
        files,
        directories,
        others,
    };
};
