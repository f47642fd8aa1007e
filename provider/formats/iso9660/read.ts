import type { Source } from "../bytes/source.ts";
import { Untrusted } from "../bytes/untrusted.ts";
import type { FoundFile } from "../entries/entry.ts";
import type { Findings } from "../entries/findings.ts";
import { fault } from "./error.ts";
import { Allowance } from "./read/allowance.ts";
import { type FoundDescriptors, readDescriptors } from "./read/descriptor.ts";
import { DIRECTORY_FLAG, type FoundRecord, recordsOf } from "./read/record.ts";
import { readPosixAttributes, readSharing } from "./read/rock-ridge.ts";
import { decodeText, decodeUcs2 } from "./read/text.ts";
import { type Interpret, Walk } from "./read/walk.ts";

/** The contents of an image. Paths have `/` between the names and none at the start. */
export interface Iso9660Contents {
    /** The label by which guests find the volume. */
    readonly label: string;
    readonly publisher: string;
    /** Bytes of the volume according to its descriptor; the image can be longer. */
    readonly size: number;
    /** Which names were read: Rock Ridge's if it has them, else Joliet's, else the plain ones. */
    readonly names: "rock-ridge" | "joliet" | "plain";
    /** Regular files, sorted by path. The contents are parts of the image; only those of compressed files are copies. */
    readonly files: readonly { readonly path: string; readonly content: Uint8Array }[];
    /** Directories but the root, sorted. */
    readonly directories: readonly string[];
    /** Symbolic links, devices, pipes. */
    readonly others: readonly string[];
}

/** The same, with files that can be read piece by piece. */
export interface FoundIso9660 extends Iso9660Contents {
    readonly files: readonly FoundFile[];
}

/** As in blkid: Joliet's label, unless it is the start of a longer primary one. */
const labelOf = ({ primary, joliet }: FoundDescriptors): string =>
    joliet === undefined || joliet.label === "" || primary.label.startsWith(joliet.label)
        ? primary.label
        : joliet.label;

/** ECMA-119 7.5.1. A plain identifier without its version and without the dot that ends it. */
const plainName = (identifier: Uint8Array, isDirectory: boolean): string => {
    const text = decodeText(identifier);
    return isDirectory ? text : text.replace(/;[0-9]*$/, "").replace(/\.$/, "");
};

const isDirectory = ({ flags }: FoundRecord): boolean => (flags & DIRECTORY_FLAG) !== 0;

const plain: Interpret = (record) => ({
    name: plainName(record.identifier, isDirectory(record)),
});

const joliet: Interpret = (record) => {
    const name = decodeUcs2(record.identifier);
    return { name: isDirectory(record) ? name : name.replace(/;[0-9]*$/, "") };
};

const rockRidge =
    (image: Untrusted, allowance: Allowance, skipped: number): Interpret =>
    (record) => {
        const attributes = readPosixAttributes(record, { image, allowance, skipped });
        if (attributes.isRelocated) return undefined;
        return { ...attributes, name: attributes.name ?? plainName(record.identifier, isDirectory(record)) };
    };

/** The first that the image has: Rock Ridge's names, Joliet's, the plain ones. */
const find = (image: Untrusted, { primary, joliet: wide }: FoundDescriptors): [Iso9660Contents["names"], Findings] => {
    const allowance = new Allowance(image.size);
    const [self] = recordsOf(image, primary.root.sector, primary.root.size, "the root directory");
    const skipped = self && readSharing(image, self);
    const walk = (interpret: Interpret, root: FoundRecord): Findings => {
        const walked = new Walk(image, allowance, interpret);
        walked.run(root);
        return walked.found;
    };
    if (skipped !== undefined) return ["rock-ridge", walk(rockRidge(image, allowance, skipped), primary.root)];
    if (wide !== undefined) return ["joliet", walk(joliet, wide.root)];
    return ["plain", walk(plain, primary.root)];
};

/**
 * Reads an ISO 9660 image from any source: Rock Ridge's names if it has any, else Joliet's, else the plain ones. It
 * doesn't trust the image: the image's size bounds the work, and only compressed files (zisofs), up to
 * 16 MiB of them, are copied.
 *
 * @throws Iso9660Error if the image is implausible: truncated, looping, overlapping, absurd.
 */
export const readIso9660 = (bytes: Uint8Array): Iso9660Contents => findIso9660(bytes);

/** Reads an image that may be in a file. Reads no more of it than its directories; its files are read on request. */
export const findIso9660 = (bytes: Uint8Array | Source): FoundIso9660 => {
    const image = new Untrusted(bytes, fault.read);
    const descriptors = readDescriptors(image);
    const [names, found] = find(image, descriptors);
    found.sort();
    const { files, directories, others } = found;
    const { publisher, size } = descriptors.primary;
    return { label: labelOf(descriptors), publisher, size, names, files, directories, others };
};
