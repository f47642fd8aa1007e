import type { ImageEntry } from "../provider/formats/iso9660/index.ts";

/** A tree that all programs write. */
export interface BenchCase {
    /** Names the case in the bars. */
    readonly letter: "a" | "b" | "c";
    readonly title: string;
    /** Makes a new copy of the tree. */
    readonly makeEntries: () => readonly ImageEntry[];
    /** Limit for building an ISO 9660 image and its SHA-256, as a multiple of genisoimage's time. */
    readonly iso9660Bar: number;
}

/** Limit for building a VFAT image and its SHA-256, as a multiple of the time of mkfs.vfat and mcopy. */
export const VFAT_BAR = 0.5;
export const LABEL = "config-2";

const KIB = 1024;

/** Bytes that neither compression nor page sharing can shrink; the same in every run. */
const noise = (size: number, seed: number): Uint8Array => {
    const words = new Uint32Array(Math.ceil(size / 4));
    let state = (seed + 1) * 0x9e37_79b1;
    for (let index = 0; index < words.length; index += 1) {
        state ^= state << 13;
        state ^= state >>> 17;
        state ^= state << 5;
        words[index] = state;
    }
    return new Uint8Array(words.buffer, 0, size);
};

const DRIVE_PATHS = [
    "ec2/2009-04-04/meta-data.json",
    "ec2/latest/meta-data.json",
    "openstack/2018-08-27/meta_data.json",
    "openstack/2018-08-27/network_data.json",
    "openstack/2018-08-27/user_data",
    "openstack/content/0000",
    "openstack/latest/meta_data.json",
    "openstack/latest/network_data.json",
    "openstack/latest/user_data",
    "openstack/latest/vendor_data.json",
];

/** A config drive of 10 files and 20 KB, different for each seed. */
export const driveEntries = (seed: number): readonly ImageEntry[] =>
    DRIVE_PATHS.map((path, index) => ({ path, content: noise(2000, seed * DRIVE_PATHS.length + index) }));

const numbered = (index: number): string => String(index).padStart(5, "0");

/** That many small files, 1,000 per directory. */
export const spreadEntries = (count: number): readonly ImageEntry[] =>
    Array.from({ length: count }, (_nothing, index) => ({
        path: `openstack/content/${numbered(Math.floor(index / 1000))}/interface-${numbered(index)}.json`,
        content: noise(16, index),
    }));

/** That many small files in one directory. Their names share the first 64 characters, all that Joliet stores. */
export const alikeEntries = (count: number): readonly ImageEntry[] =>
    Array.from({ length: count }, (_nothing, index) => ({
        path: `content/${"n".repeat(64)}${numbered(index)}.json`,
        content: noise(16, index),
    }));

/** The three trees for the comparison. */
export const benchCases: readonly BenchCase[] = [
    { letter: "a", title: "10 files, 20 KB", makeEntries: () => driveEntries(0), iso9660Bar: 0.5 },
    {
        letter: "b",
        title: "1,000 files of 16 KiB",
        makeEntries: () =>
            Array.from({ length: 1000 }, (_nothing, index) => ({
                path: `openstack/content/${numbered(index)}`,
                content: noise(16 * KIB, index),
            })),
        iso9660Bar: 1,
    },
    {
        letter: "c",
        title: "one file of 60 MiB",
        makeEntries: () => [{ path: "openstack/content/0000", content: noise(60 * KIB * KIB, 0) }],
        iso9660Bar: 1.5,
    },
];

/** Bytes of all contents. */
export const payloadOf = (entries: readonly ImageEntry[]): number =>
    entries.reduce((total, { content }) => total + (content?.length ?? 0), 0);
