import { SECTOR } from "../file.ts";

const GIB_SECTORS = 2 ** 30 / SECTOR;

interface Geometry {
    readonly heads: number;
    readonly sectorsPerTrack: number;
}

/** VMware's choice for SCSI disks. A cylinder of the smallest is 1 MiB, so they consist of whole cylinders. */
const geometryOf = (capacity: number): Geometry => {
    if (capacity <= GIB_SECTORS) return { heads: 64, sectorsPerTrack: 32 };
    if (capacity <= 2 * GIB_SECTORS) return { heads: 128, sectorsPerTrack: 32 };
    return { heads: 255, sectorsPerTrack: 63 };
};

/** The data of a disk. */
export interface Extent {
    readonly createType: "streamOptimized" | "monolithicFlat";
    /** Sectors. */
    readonly capacity: number;
    readonly fileName: string;
    /** Hex SHA-256 of the image. */
    readonly digest: string;
}

/** `ffffffff` means "no parent" and `fffffffe` "new"; without the top bit it is neither. */
const contentId = (digest: string): string =>
    (Number.parseInt(digest.slice(0, 8), 16) & 0x7fff_ffff).toString(16).padStart(8, "0");

const extentLine = ({ createType, capacity, fileName }: Extent): string =>
    createType === "monolithicFlat" ? `RW ${capacity} FLAT "${fileName}" 0` : `RW ${capacity} SPARSE "${fileName}"`;

/** The descriptor of a disk. All VMware products support LSI Logic on hardware version 4. */
export const descriptorOf = (extent: Extent): Uint8Array => {
    const { createType, capacity, digest } = extent;
    const { heads, sectorsPerTrack } = geometryOf(capacity);
    const lines = [
        "# Disk DescriptorFile",
        "version=1",
        'encoding="UTF-8"',
        `CID=${contentId(digest)}`,
        "parentCID=ffffffff",
        `createType="${createType}"`,
        "",
        "# Extent description",
        extentLine(extent),
        "",
        "# The Disk Data Base",
        "#DDB",
        "",
        'ddb.virtualHWVersion = "4"',
        'ddb.adapterType = "lsilogic"',
        `ddb.geometry.cylinders = "${Math.floor(capacity / heads / sectorsPerTrack)}"`,
        `ddb.geometry.heads = "${heads}"`,
        `ddb.geometry.sectors = "${sectorsPerTrack}"`,
        "",
    ];
    return new TextEncoder().encode(lines.join("\n"));
};
