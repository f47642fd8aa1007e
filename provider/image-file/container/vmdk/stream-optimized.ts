import { sizeOf } from "../../../formats/bytes/chunks.ts";
import { deflateZlib } from "../../../formats/bytes/compress.ts";
import type { BytesImage } from "../../in-memory.ts";
import { type ContainerFile, diskSizeOf, roundUp, SECTOR } from "../file.ts";
import { descriptorOf } from "./descriptor.ts";
import { type Grain, grainsOf } from "./grains.ts";
import {
    END_OF_STREAM,
    GRAIN_SECTORS,
    grainMarker,
    metadataMarker,
    OVERHEAD,
    sectorTable,
    sparseHeader,
    TABLE_ENTRIES,
} from "./sparse-extent.ts";

/** The file's name in its own descriptor, which readers ignore. The real name is derived from the file's content. */
const OWN_NAME = "config-drive.vmdk";

const NONE = 0;

/** Writes sectors in order. */
class SectorWriter {
    public readonly chunks: Uint8Array[] = [];
    /** Number of the next sector. */
    public next = 0;

    /** Writes bytes from the start of the next sector and pads the last one; returns the first sector. */
    public put(...parts: readonly Uint8Array[]): number {
        const start = this.next;
        const size = sizeOf(parts);
        this.next += Math.ceil(size / SECTOR);
        this.chunks.push(...parts, new Uint8Array(roundUp(size, SECTOR) - size));
        return start;
    }
}

const putGrain = (file: SectorWriter, { firstSector, data }: Grain): number => {
    const compressed = deflateZlib(data);
    return file.put(grainMarker(firstSector, compressed.length), compressed);
};

/** Writes a table and its marker; returns the table's sector. */
const putTable = (file: SectorWriter, kind: "grainTable" | "grainDirectory", sectors: readonly number[]): number => {
    const table = sectorTable(sectors);
    file.put(metadataMarker(kind, Math.ceil(table.length / SECTOR)));
    return file.put(table);
};

/** Writes the grains of one table, and the table; neither if all grains are zero. */
const putGrains = (file: SectorWriter, grains: readonly Grain[]): number => {
    if (grains.length === 0) return NONE;
    const table = new Array<number>(TABLE_ENTRIES).fill(NONE);
    for (const grain of grains) {
        table[(grain.firstSector / GRAIN_SECTORS) % TABLE_ENTRIES] = putGrain(file, grain);
    }
    return putTable(file, "grainTable", table);
};

/** The grains of an image by grain table. */
const byTable = (image: BytesImage, capacity: number): readonly (readonly Grain[])[] => {
    const covered = TABLE_ENTRIES * GRAIN_SECTORS;
    const tables = Array.from({ length: Math.ceil(capacity / covered) }, (): Grain[] => []);
    for (const grain of grainsOf(image)) tables[Math.floor(grain.firstSector / covered)]?.push(grain);
    return tables;
};

/** A file in memory. */
interface BytesFile extends ContainerFile {
    readonly chunks: readonly Uint8Array[];
}

/** An image as a VMDK of type `streamOptimized`. */
export const writeStreamOptimizedVmdk = (image: BytesImage): BytesFile => {
    const virtualSize = diskSizeOf(image);
    const capacity = virtualSize / SECTOR;
    const file = new SectorWriter();
    file.put(sparseHeader(capacity, "at the end"));
    const { digest } = image;
    file.put(descriptorOf({ createType: "streamOptimized", capacity, fileName: OWN_NAME, digest }));
    file.put(new Uint8Array((OVERHEAD - file.next) * SECTOR));
    const directory = byTable(image, capacity).map((grains) => putGrains(file, grains));
    const directoryPlace = putTable(file, "grainDirectory", directory);
    file.put(metadataMarker("footer", 1));
    file.put(sparseHeader(capacity, directoryPlace));
    file.put(END_OF_STREAM);
    return { size: file.next * SECTOR, virtualSize, chunks: file.chunks };
};
