import type { ImageEntry } from "../provider/formats/iso9660/index.ts";
import { alikeEntries, driveEntries, spreadEntries } from "./cases.ts";
import { medianOf } from "./race.ts";
import { buildAndHash, buildImage, type Format } from "./writers.ts";

/** The cost of building many drives. */
export interface DrivesResult {
    readonly format: Format;
    readonly drives: number;
    /** Of all threads, including the garbage collector's. */
    readonly cpuSeconds: number;
}

/** The cost of an entry in a small tree and in a large one. */
export interface LinearityResult {
    readonly name: string;
    readonly format: Format;
    readonly points: readonly { readonly entries: number; readonly microsecondsPerEntry: number }[];
    /** The large tree's to the small one's. */
    readonly ratio: number;
}

const DRIVES = 1000;
const COUNTS = [5000, 50_000];

/** CPU seconds to build 1,000 different drives of 10 files, with their SHA-256. */
export const buildDrives = (format: Format): DrivesResult => {
    const drives = Array.from({ length: DRIVES }, (_nothing, seed) => driveEntries(seed));
    const before = process.cpuUsage();
    const digests = new Set(drives.map((entries) => buildAndHash(entries, format)));
    const { user, system } = process.cpuUsage(before);
    if (digests.size !== DRIVES) throw new Error(`${DRIVES - digests.size} of ${DRIVES} drives equal others`);
    return { format, drives: DRIVES, cpuSeconds: (user + system) / 1e6 };
};

const microsecondsPerEntry = (entries: readonly ImageEntry[], format: Format): number => {
    const times = [1, 2, 3, 4, 5].map(() => {
        const start = performance.now();
        buildImage(entries, format);
        return performance.now() - start;
    });
    return (medianOf(times.slice(1)) * 1000) / entries.length;
};

const linearityOf = (
    name: string,
    format: Format,
    entriesOf: (count: number) => readonly ImageEntry[],
): LinearityResult => {
    const points = COUNTS.map((count) => ({
        entries: count,
        microsecondsPerEntry: microsecondsPerEntry(entriesOf(count), format),
    }));
    const [least, most] = points;
    return {
        name,
        format,
        points,
        ratio: (most?.microsecondsPerEntry ?? Number.NaN) / (least?.microsecondsPerEntry ?? 1),
    };
};

/** How the time per entry changes with the number of entries. */
export const measureLinearity = (): readonly LinearityResult[] => [
    linearityOf("ISO 9660, 1,000 per directory", "iso9660", spreadEntries),
    linearityOf("ISO 9660, one directory, names alike", "iso9660", alikeEntries),
    linearityOf("VFAT, 1,000 per directory", "vfat", spreadEntries),
];
