import { sizeOf } from "../bytes/chunks.ts";
import { fingerprint } from "../bytes/fingerprint.ts";
import type { Field } from "../bytes/scalar.ts";
import { type Content, isBytes } from "../entries/content.ts";
import type { Entry, ImageEntry } from "../entries/entry.ts";
import { quoted } from "../entries/error.ts";
import type { Named } from "./aliases.ts";
import { bootSector } from "./boot-sector.ts";
import { ATTRIBUTE, longEntries, shortEntry } from "./directory.ts";
import { fault } from "./error.ts";
import {
    chooseGeometry,
    clusterSize,
    dataStart,
    ENTRY_SIZE,
    FAT_COUNT,
    FIRST_CLUSTER,
    type Geometry,
    rootStart,
    SECTOR,
} from "./geometry.ts";
import { type Plan, type PlannedDirectory, planTree } from "./plan.ts";
import { fileTable } from "./table.ts";
import { growTree } from "./tree.ts";

export interface VfatOptions {
    /** Volume label, by which guests find the drive: at most 11 ASCII characters, used verbatim. */
    readonly label: string;
    /** Bytes of the image, a multiple of 4096. @default 64 MiB, as Nova's */
    readonly size?: number;
}

/** A file system image. Only the part that isn't zero is in memory. */
export interface VfatImage {
    /** Bytes of the whole image, a multiple of 4096. */
    readonly size: number;
    /**
     * The start of the image, in order; everything after it is zero. File contents are the caller's own buffers, never
     * copies.
     */
    readonly chunks: readonly Uint8Array[];
    /** Bytes of the chunks. */
    readonly used: number;
}

/** The same with files on disk as parts of it. */
export interface LaidOutVfatImage {
    readonly size: number;
    readonly chunks: readonly Content[];
}

const NOVA_SIZE = 64 * 1024 * 1024;
const MAX_LABEL = 11;

const checkLabel = (label: string): void => {
    const refuse = (reason: string): never => {
        throw fault.write(`label ${quoted(label)} ${reason}`);
    };
    if (label === "") throw fault.write("the label is empty.");
    if (!/^[ -~]*$/.test(label) || /["*+,./:;<=>?[\\\]|]/.test(label)) refuse("contains a character that FAT forbids.");
    if (label.length > MAX_LABEL) refuse(`has ${label.length} characters; the limit is ${MAX_LABEL}.`);
    if (/^ | $/.test(label)) refuse("starts or ends with a space, which FAT uses as padding.");
    if (label === "NO NAME") refuse("means in FAT that the volume has no label.");
};

/** Writes fields of one size one after another. */
const writeAll = (fields: Iterable<Field>, target: Uint8Array, start: number): void => {
    let offset = start;
    for (const field of fields) {
        field.write(target, offset);
        offset += field.size;
    }
};

const childEntries = ({ node, alias, isLong }: Named, { clusterOf }: Plan): readonly Field[] => {
    const [attributes, size] =
        node.kind === "file" ? [ATTRIBUTE.archive, node.content.length] : [ATTRIBUTE.directory, 0];
    const entry = shortEntry(alias, attributes, { cluster: clusterOf(node), size });
    return isLong ? [...longEntries(node.name, alias), entry] : [entry];
};

const ownEntries = ({ cluster, parent }: PlannedDirectory): readonly Field[] => [
    shortEntry(".", ATTRIBUTE.directory, { cluster, size: 0 }),
    shortEntry("..", ATTRIBUTE.directory, { cluster: parent, size: 0 }),
];

/**
 * Everything before the file contents. The serial number is derived from all directory entries, including the label's,
 * i.e. from names, sizes and places: it reveals nothing about contents that the directories don't show. It is never 0.
 */
const writeHead = (geometry: Geometry, plan: Plan, label: string): Uint8Array => {
    const { root, directories, files } = plan;
    const rootAt = rootStart(geometry);
    const dataAt = dataStart(geometry);
    const last = directories.at(-1);
    const directoryClusters = last === undefined ? 0 : last.cluster + last.clusters - FIRST_CLUSTER;
    const head = new Uint8Array(dataAt + directoryClusters * clusterSize(geometry));
    const writeDirectory = ({ children }: PlannedDirectory, own: readonly Field[], start: number): void => {
        const fields = children.flatMap((named) => childEntries(named, plan));
        writeAll([...own, ...fields], head, start);
    };
    writeDirectory(root, [shortEntry(label, ATTRIBUTE.label, { cluster: 0, size: 0 })], rootAt);
    for (const planned of directories) {
        const start = dataAt + (planned.cluster - FIRST_CLUSTER) * clusterSize(geometry);
        writeDirectory(planned, ownEntries(planned), start);
    }
    const table = fileTable(geometry, [...directories, ...files]);
    for (let copy = 0; copy < FAT_COUNT; copy += 1) {
        head.set(table, (geometry.reserved + copy * geometry.sectorsPerFat) * SECTOR);
    }
    const rootEntries = head.subarray(rootAt, rootAt + root.entries * ENTRY_SIZE);
    head.set(bootSector(geometry, { label, serial: fingerprint(rootEntries, head.subarray(dataAt)) || 1 }));
    return head;
};

/** The file contents, each padded to a whole cluster. */
const contentChunks = (geometry: Geometry, { files }: Plan): readonly Content[] => {
    const blank = new Uint8Array(clusterSize(geometry));
    return files.flatMap(({ file: { content }, clusters }) => {
        const tail = clusters * blank.length - content.length;
        return tail === 0 ? [content] : [content, blank.subarray(0, tail)];
    });
};

/** As `writeVfat`, with entries whose contents are in files on disk. Reads none of them. */
export const layOutVfat = (entries: Iterable<Entry>, options: VfatOptions): LaidOutVfatImage => {
    checkLabel(options.label);
    const geometry = chooseGeometry(options.size ?? NOVA_SIZE);
    const plan = planTree(growTree(entries), geometry);
    return {
        size: geometry.size,
        chunks: [writeHead(geometry, plan, options.label), ...contentChunks(geometry, plan)],
    };
};

/**
 * A VFAT image, FAT16 with long names, with mkfs.vfat's geometry: a pure function of the set of entries and the options.
 * It doesn't depend on a clock, a time zone, a locale, the machine or the order of the entries.
 *
 * @throws VfatError, before anything is written, if an entry or option can't be represented; the message names it.
 *
 * @example
 * const { chunks } = writeVfat([{ path: "openstack/latest/meta_data.json", content }], { label: "config-2" });
 */
export const writeVfat = (entries: Iterable<ImageEntry>, options: VfatOptions): VfatImage => {
    const { size, chunks } = layOutVfat(entries, options);
    return { size, chunks: chunks.filter(isBytes), used: sizeOf(chunks) };
};
