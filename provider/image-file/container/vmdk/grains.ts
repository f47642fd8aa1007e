import type { BytesImage } from "../../in-memory.ts";
import { SECTOR } from "../file.ts";
import { GRAIN_SECTORS } from "./sparse-extent.ts";

/** A grain that isn't all zero. */
export interface Grain {
    /** Its first sector on the disk. */
    readonly firstSector: number;
    /** A whole grain; the last one is padded with zeros. */
    readonly data: Uint8Array;
}

const GRAIN_SIZE = GRAIN_SECTORS * SECTOR;
const ZERO_GRAIN = new Uint8Array(GRAIN_SIZE);

/** Cuts an image in memory into grains and omits those that are all zero, most of them at its end. */
export const grainsOf = function* ({ chunks }: BytesImage): Generator<Grain> {
    let data = new Uint8Array(GRAIN_SIZE);
    let filled = 0;
    let firstSector = 0;
    const isKept = (): boolean => filled > 0 && Buffer.compare(data, ZERO_GRAIN) !== 0;
    for (const chunk of chunks) {
        for (let start = 0; start < chunk.length; ) {
            const part = chunk.subarray(start, start + GRAIN_SIZE - filled);
            data.set(part, filled);
            start += part.length;
            filled += part.length;
            if (filled < GRAIN_SIZE) continue;
            if (isKept()) yield { firstSector, data };
            data = new Uint8Array(GRAIN_SIZE);
            filled = 0;
            firstSector += GRAIN_SECTORS;
        }
    }
    if (isKept()) yield { firstSector, data };
};
