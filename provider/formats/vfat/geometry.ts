import { fault } from "./error.ts";

/** Bytes. */
export const SECTOR = 512;
/** Bytes of one directory entry, long or short. */
export const ENTRY_SIZE = 32;
export const FAT_COUNT = 2;
/** The first cluster of the data area: the table's first two entries represent no cluster. */
export const FIRST_CLUSTER = 2;

/** The layout in the fields of a FAT16 boot sector. In sectors unless stated otherwise. */
export interface Geometry {
    /** Bytes of the whole image; the file system can end a little earlier. */
    readonly size: number;
    readonly sectors: number;
    readonly sectorsPerCluster: number;
    readonly reserved: number;
    readonly sectorsPerFat: number;
    /** Entries, not sectors. */
    readonly rootEntries: number;
    readonly sectorsPerTrack: number;
    readonly heads: number;
    /** Clusters of the data area. */
    readonly clusters: number;
}

/** Disks can have sectors of 4 KiB, and an image must fill the last one. */
export const IMAGE_BLOCK = 4096;
/** Only the number of its clusters makes a file system FAT16. */
const MIN_CLUSTERS = 4085;
const MAX_CLUSTERS = 65_524;
/** mkfs.vfat's choice first; then larger ones for larger disks, and smaller ones for disks that would be FAT12. */
const CLUSTER_SIZES = [4, 8, 16, 32, 64, 2, 1];
const ROOT_ENTRIES = 512;
/** Above 4 MiB mkfs.vfat aligns everything to clusters. */
const UNALIGNED_SECTORS = 8192;

/** The smallest and the largest image that FAT16 with clusters of at most 32 KiB can fill. */
export const MIN_SIZE = 2_129_920;
export const MAX_SIZE = 2_147_471_360;

interface Disk {
    readonly upTo: number;
    readonly heads: number;
    readonly sectorsPerTrack: number;
}

/** Disks no longer have cylinders, but boot sectors still describe them: the table of the SD card standard. */
const DISKS: readonly Disk[] = [
    { upTo: 4096, heads: 2, sectorsPerTrack: 16 },
    { upTo: 32_768, heads: 2, sectorsPerTrack: 32 },
    { upTo: 65_536, heads: 4, sectorsPerTrack: 32 },
    { upTo: 262_144, heads: 8, sectorsPerTrack: 32 },
    { upTo: 524_288, heads: 16, sectorsPerTrack: 32 },
    { upTo: 1_032_192, heads: 16, sectorsPerTrack: 63 },
    { upTo: 2_064_384, heads: 32, sectorsPerTrack: 63 },
    { upTo: 4_128_768, heads: 64, sectorsPerTrack: 63 },
    { upTo: Number.POSITIVE_INFINITY, heads: 128, sectorsPerTrack: 63 },
];

const roundUp = (value: number, step: number): number => Math.ceil(value / step) * step;

const withClusters = (size: number, { heads, sectorsPerTrack }: Disk, sectorsPerCluster: number): Geometry => {
    const sectors = Math.floor(size / SECTOR / sectorsPerTrack) * sectorsPerTrack;
    const alignment = sectors > UNALIGNED_SECTORS ? sectorsPerCluster : 1;
    const reserved = alignment;
    const rootSectors = roundUp((ROOT_ENTRIES * ENTRY_SIZE) / SECTOR, alignment);
    const rest = sectors - reserved - rootSectors;
    // Every cluster costs its own bytes and a two-byte entry in each FAT. Like mkfs.vfat, this errs on the side of a larger
    // FAT: an exact one can be an entry too small once the rest of its last sector has become clusters.
    const most = Math.floor((rest * SECTOR + FAT_COUNT * 4) / (sectorsPerCluster * SECTOR + FAT_COUNT * 2));
    const sectorsPerFat = roundUp(Math.ceil(((most + FIRST_CLUSTER) * 2) / SECTOR), alignment);
    return {
        size,
        sectors,
        sectorsPerCluster,
        reserved,
        sectorsPerFat,
        rootEntries: (rootSectors * SECTOR) / ENTRY_SIZE,
        sectorsPerTrack,
        heads,
        clusters: Math.floor((rest - FAT_COUNT * sectorsPerFat) / sectorsPerCluster),
    };
};

/** The geometry that mkfs.vfat gives a FAT16 file system of that many bytes. Throws if no FAT16 can have that size. */
export const chooseGeometry = (size: number): Geometry => {
    const disk = DISKS.find(({ upTo }) => size / SECTOR <= upTo);
    if (disk !== undefined && Number.isInteger(size / IMAGE_BLOCK)) {
        for (const sectorsPerCluster of CLUSTER_SIZES) {
            const geometry = withClusters(size, disk, sectorsPerCluster);
            if (geometry.clusters >= MIN_CLUSTERS && geometry.clusters <= MAX_CLUSTERS) return geometry;
        }
    }
    throw fault.write(
        `the size is ${size} bytes. FAT16 requires a multiple of ${IMAGE_BLOCK} from ${MIN_SIZE} to ${MAX_SIZE}.`,
    );
};

/** Bytes of a cluster. */
export const clusterSize = ({ sectorsPerCluster }: Geometry): number => sectorsPerCluster * SECTOR;

/** Offset of the root directory, which is between the FATs and the data. */
export const rootStart = ({ reserved, sectorsPerFat }: Geometry): number =>
    (reserved + FAT_COUNT * sectorsPerFat) * SECTOR;

/** Offset of the first cluster. */
export const dataStart = (geometry: Geometry): number => rootStart(geometry) + geometry.rootEntries * ENTRY_SIZE;
