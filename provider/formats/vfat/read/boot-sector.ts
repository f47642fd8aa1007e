import type { Untrusted } from "../../bytes/untrusted.ts";
import { fault } from "../error.ts";
import { ENTRY_SIZE, FIRST_CLUSTER } from "../geometry.ts";
import { decodeShort } from "./short-text.ts";

/** The three file systems, whose tables differ. */
export type FatType = "FAT12" | "FAT16" | "FAT32";

/** Where everything is; all of it is inside the image. In bytes unless stated otherwise. */
export interface FoundVolume {
    readonly type: FatType;
    /** The boot sector's; empty if it has none. */
    readonly label: string;
    /** 32 bits; undefined if the boot sector has none. */
    readonly serial: number | undefined;
    readonly size: number;
    readonly clusterSize: number;
    /** Number of the last cluster. */
    readonly lastCluster: number;
    /** Offset of the table to read. */
    readonly table: number;
    /** The root directory: a place of its own, or a chain of clusters in FAT32. */
    readonly root: { readonly offset: number; readonly size: number } | { readonly cluster: number };
    /** Offset of the first cluster. */
    readonly data: number;
}

const MAX_FATS = 4;
/** Only the number of clusters decides, except that Linux treats an image without a 16-bit table size as FAT32. */
const MOST_CLUSTERS = { FAT12: 4084, FAT16: 65_524, FAT32: 0x0fff_fff5 } as const;
const ENTRY_BITS = { FAT12: 12, FAT16: 16, FAT32: 28 } as const;
const STORED_BITS = { FAT12: 12, FAT16: 16, FAT32: 32 } as const;

const isPowerOfTwo = (value: number): boolean => value > 0 && (value & (value - 1)) === 0;

/** The sizes of the areas, in sectors. */
interface Areas {
    readonly bytesPerSector: number;
    readonly sectorsPerCluster: number;
    readonly reserved: number;
    readonly fats: number;
    readonly sectorsPerFat: number;
    readonly rootSectors: number;
    readonly sectors: number;
    readonly is32: boolean;
}

/** BPB_BytsPerSec and its neighbours; offsets are those of the FAT specification. */
const readAreas = (image: Untrusted): Areas => {
    const what = "the boot sector";
    if (image.size < 512 || image.u16le(510, what) !== 0xaa55) {
        throw fault.read("it has no boot sector, so it isn't a VFAT image.");
    }
    const bytesPerSector = image.u16le(11, what);
    if (!isPowerOfTwo(bytesPerSector) || bytesPerSector < 512 || bytesPerSector > 4096) {
        throw fault.read(`its sectors have ${bytesPerSector} bytes, so it isn't a VFAT image.`);
    }
    const sectorsPerCluster = image.u8(13, what);
    if (!isPowerOfTwo(sectorsPerCluster)) throw fault.read(`its clusters have ${sectorsPerCluster} sectors.`);
    const reserved = image.u16le(14, what);
    if (reserved === 0) throw fault.read("it reserves no sector for its boot sector.");
    const fats = image.u8(16, what);
    if (fats === 0 || fats > MAX_FATS) throw fault.read(`it has ${fats} file allocation tables.`);
    const rootBytes = image.u16le(17, what) * ENTRY_SIZE;
    if (rootBytes % bytesPerSector !== 0) throw fault.read("its root directory ends inside a sector.");
    const is32 = image.u16le(22, what) === 0;
    const sectorsPerFat = is32 ? image.u32le(36, what) : image.u16le(22, what);
    if (sectorsPerFat === 0) throw fault.read("its file allocation tables are empty.");
    return {
        bytesPerSector,
        sectorsPerCluster,
        reserved,
        fats,
        sectorsPerFat,
        rootSectors: rootBytes / bytesPerSector,
        sectors: image.u16le(19, what) || image.u32le(32, what),
        is32,
    };
};

const typeOf = ({ is32 }: Areas, clusters: number): FatType => {
    const narrow = clusters > MOST_CLUSTERS.FAT12 ? "FAT16" : "FAT12";
    return is32 ? "FAT32" : narrow;
};

/** BPB_ExtFlags: FAT32 can declare that only one table is kept up to date. */
const activeTable = (image: Untrusted, { fats }: Areas): number => {
    const flags = image.u16le(40, "the boot sector");
    const active = (flags & 0x80) === 0 ? 0 : flags & 0x0f;
    if (active >= fats) throw fault.read(`it uses table ${active}, but has only ${fats}.`);
    return active;
};

/** BS_BootSig, BS_VolID and BS_VolLab. */
const readIdentity = (image: Untrusted, start: number): Pick<FoundVolume, "label" | "serial"> => {
    const what = "the boot sector";
    const signature = image.u8(start, what);
    const label = signature === 0x29 ? decodeShort(image.slice(start + 5, 11, what)) : "";
    return {
        serial: signature === 0x28 || signature === 0x29 ? image.u32le(start + 1, what) : undefined,
        label: label === "NO NAME" ? "" : label,
    };
};

/** Reads the boot sector and checks that its areas fit into the image. */
export const readBootSector = (image: Untrusted): FoundVolume => {
    const areas = readAreas(image);
    const { bytesPerSector, sectorsPerCluster, reserved, fats, sectorsPerFat, rootSectors, sectors, is32 } = areas;
    const size = sectors * bytesPerSector;
    if (size > image.size) {
        throw fault.read(`the volume has ${size} bytes, but the image only ${image.size}: it is truncated.`);
    }
    const rootSector = reserved + fats * sectorsPerFat;
    const dataSector = rootSector + rootSectors;
    const clusters = Math.floor((sectors - dataSector) / sectorsPerCluster);
    if (clusters < 1) throw fault.read("it has no room for clusters.");
    const type = typeOf(areas, clusters);
    if (clusters > MOST_CLUSTERS[type]) throw fault.read(`it has ${clusters} clusters, more than ${type} can number.`);
    const tableEntries = Math.floor((sectorsPerFat * bytesPerSector * 8) / STORED_BITS[type]);
    const table = reserved + (is32 ? activeTable(image, areas) * sectorsPerFat : 0);
    return {
        type,
        ...readIdentity(image, is32 ? 66 : 38),
        size,
        clusterSize: sectorsPerCluster * bytesPerSector,
        // A cluster without an entry in the table can't be in use.
        lastCluster: Math.min(clusters + FIRST_CLUSTER, tableEntries) - 1,
        table: table * bytesPerSector,
        root: is32
            ? { cluster: image.u32le(44, "the boot sector") % 2 ** ENTRY_BITS.FAT32 }
            : { offset: rootSector * bytesPerSector, size: rootSectors * bytesPerSector },
        data: dataSector * bytesPerSector,
    };
};
