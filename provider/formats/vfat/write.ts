import { quoted } from "../bytes/quoted.ts";
import type { Field } from "../bytes/scalar.ts";
import { bootSector } from "./boot-sector.ts";
import { ATTRIBUTE, longEntries, shortEntry } from "./directory.ts";
import { optionRefusal } from "./error.ts";
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
import type { Named } from "./names.ts";
import { type Plan, type PlannedDirectory, planTree } from "./plan.ts";
import { fileTable } from "./table.ts";
import { growTree, type ImageEntry } from "./tree.ts";

export interface VfatOptions {
    /** Volume label, by which guests find the drive: at most 11 ASCII characters, kept verbatim. */
    readonly label: string;
    /** Bytes of the image, a multiple of 4096. @default 64 MiB, as Nova's */
    readonly size?: number;
}

/** A file system image of which nothing is in memory but the part that isn't zero. */
export interface VfatImage {
    /** Bytes of the whole image, a multiple of 4096. */
    readonly size: number;
    /**
     * One after another they are the start of the image; everything after them is zero. File contents among them are
     * the caller's own buffers, never copies.
     */
    readonly chunks: readonly Uint8Array[];
    /** Bytes of the chunks. */
    readonly used: number;
}

const NOVA_SIZE = 64 * 1024 * 1024;
const MAX_LABEL = 11;

const checkLabel = (label: string): void => {
    const refuse = (reason: string): never => {
        throw optionRefusal(`label ${quoted(label)} ${reason}`);
    };
    if (label === "") throw optionRefusal("the label is empty.");
    if (!/^[ -~]*$/.test(label) || /["*+,./:;<=>?[\\\]|]/.test(label)) refuse("has a character that FAT forbids.");
    if (label.length > MAX_LABEL) refuse(`has ${label.length} characters, and ${MAX_LABEL} is the most.`);
    if (/^ | $/.test(label)) refuse("starts or ends with a space, and labels are filled up with spaces.");
    if (label === "NO NAME") refuse("is how FAT writes that there is no label.");
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

/** FNV-1a of 32 bits, never zero: enough to tell volumes apart. */
const fingerprint = (runs: readonly Uint8Array[]): number => {
    let hash = 0x811c9dc5;
    for (const run of runs) {
        for (let index = 0; index < run.length; index += 1) hash = Math.imul(hash ^ (run[index] ?? 0), 0x01000193);
    }
    return hash >>> 0 || 1;
};

/**
 * Everything before the file contents. The serial number comes from all directory entries, the label among them, that
 * is from names, sizes and places: it tells nothing of contents that the directories don't show.
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
    head.set(bootSector(geometry, { label, serial: fingerprint([rootEntries, head.subarray(dataAt)]) }));
    return head;
};

/** The file contents, each filled up to a whole cluster. */
const contentChunks = (geometry: Geometry, { files }: Plan): readonly Uint8Array[] => {
    const blank = new Uint8Array(clusterSize(geometry));
    return files.flatMap(({ file: { content }, clusters }) => {
        const tail = clusters * blank.length - content.length;
        return tail === 0 ? [content] : [content, blank.subarray(0, tail)];
    });
};

/**
 * A VFAT image, FAT16 with long names, of the geometry that mkfs.vfat would give it: a pure function of the set of
 * entries and the options. Nothing of it depends on a clock, a zone, a locale, the machine or the order of the entries.
 *
 * @throws VfatError naming the entry or option that can't be represented, before anything is written.
 *
 * @example
 * const { chunks } = writeVfat([{ path: "openstack/latest/meta_data.json", content }], { label: "config-2" });
 */
export const writeVfat = (entries: Iterable<ImageEntry>, options: VfatOptions): VfatImage => {
    checkLabel(options.label);
    const geometry = chooseGeometry(options.size ?? NOVA_SIZE);
    const plan = planTree(growTree(entries), geometry);
    const chunks = [writeHead(geometry, plan, options.label), ...contentChunks(geometry, plan)];
    return { size: geometry.size, chunks, used: chunks.reduce((total, { length }) => total + length, 0) };
};
