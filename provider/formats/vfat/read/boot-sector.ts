import { damage } from "../error.ts";
import { ENTRY_SIZE, FIRST_CLUSTER } from "../geometry.ts";
import { decodeShort, type Untrusted } from "./bytes.ts";

/** Which of the three file systems it is; their tables differ. */
export type FatType = "FAT12" | "FAT16" | "FAT32";

/** Where everything is, in bytes where nothing else is said, and all of it inside the image. */
export interface FoundVolume {
    readonly type: FatType;
    /** Of the boot sector; empty where it has none. */
    readonly label: string;
    /** 32 bits; undefined where the boot sector has none. */
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
/** The number of clusters alone decides; FAT32 is what has no table size of 16 bits, as Linux sees it. */
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
    if (image.size < 512 || image.u16(510, what) !== 0xaa55) throw damage("no boot sector: this is no VFAT image.");
    const bytesPerSector = image.u16(11, what);
    if (!isPowerOfTwo(bytesPerSector) || bytesPerSector < 512 || bytesPerSector > 4096) {
        throw damage(`sectors of ${bytesPerSector} bytes: this is no VFAT image.`);
    }
    const sectorsPerCluster = image.u8(13, what);
    if (!isPowerOfTwo(sectorsPerCluster)) throw damage(`clusters of ${sectorsPerCluster} sectors.`);
    const reserved = image.u16(14, what);
    if (reserved === 0) throw damage("no room for its own boot sector.");
    const fats = image.u8(16, what);
    if (fats === 0 || fats > MAX_FATS) throw damage(`${fats} file allocation tables.`);
    const rootBytes = image.u16(17, what) * ENTRY_SIZE;
    if (rootBytes % bytesPerSector !== 0) throw damage("a root directory that ends inside a sector.");
    const is32 = image.u16(22, what) === 0;
    const sectorsPerFat = is32 ? image.u32(36, what) : image.u16(22, what);
    if (sectorsPerFat === 0) throw damage("file allocation tables of no bytes.");
    return {
        bytesPerSector,
        sectorsPerCluster,
        reserved,
        fats,
        sectorsPerFat,
        rootSectors: rootBytes / bytesPerSector,
        sectors: image.u16(19, what) || image.u32(32, what),
        is32,
    };
};

const typeOf = ({ is32 }: Areas, clusters: number): FatType => {
    const narrow = clusters > MOST_CLUSTERS.FAT12 ? "FAT16" : "FAT12";
    return is32 ? "FAT32" : narrow;
};

/** BPB_ExtFlags: FAT32 may say that one table alone is kept up to date. */
const activeTable = (image: Untrusted, { fats }: Areas): number => {
    const flags = image.u16(40, "the boot sector");
    const active = (flags & 0x80) === 0 ? 0 : flags & 0x0f;
    if (active >= fats) throw damage(`table ${active} in use, but there are only ${fats}.`);
    return active;
};

/** BS_BootSig, BS_VolID and BS_VolLab. */
const readIdentity = (image: Untrusted, start: number): Pick<FoundVolume, "label" | "serial"> => {
    const what = "the boot sector";
    const signature = image.u8(start, what);
    const label = signature === 0x29 ? decodeShort(image.slice(start + 5, 11, what)) : "";
    return {
        serial: signature === 0x28 || signature === 0x29 ? image.u32(start + 1, what) : undefined,
        label: label === "NO NAME" ? "" : label,
    };
};

/** Reads the boot sector and checks that the areas which it describes fit into the image. */
export const readBootSector = (image: Untrusted): FoundVolume => {
    const areas = readAreas(image);
    const { bytesPerSector, sectorsPerCluster, reserved, fats, sectorsPerFat, rootSectors, sectors, is32 } = areas;
    const size = sectors * bytesPerSector;
    if (size > image.size) {
        throw damage(`the volume has ${size} bytes, but there are only ${image.size}: it is cut off.`);
    }
    const rootSector = reserved + fats * sectorsPerFat;
    const dataSector = rootSector + rootSectors;
    const clusters = Math.floor((sectors - dataSector) / sectorsPerCluster);
    if (clusters < 1) throw damage("no room for any cluster.");
    const type = typeOf(areas, clusters);
    if (clusters > MOST_CLUSTERS[type]) throw damage(`${clusters} clusters, which ${type} can't number.`);
    const tableEntries = Math.floor((sectorsPerFat * bytesPerSector * 8) / STORED_BITS[type]);
    const table = reserved + (is32 ? activeTable(image, areas) * sectorsPerFat : 0);
    return {
        type,
        ...readIdentity(image, is32 ? 66 : 38),
        size,
        clusterSize: sectorsPerCluster * bytesPerSector,
        // What a table has no entry for can't be in use.
        lastCluster: Math.min(clusters + FIRST_CLUSTER, tableEntries) - 1,
        table: table * bytesPerSector,
        root: is32
            ? { cluster: image.u32(44, "the boot sector") % 2 ** ENTRY_BITS.FAT32 }
            : { offset: rootSector * bytesPerSector, size: rootSectors * bytesPerSector },
        data: dataSector * bytesPerSector,
    };
};
