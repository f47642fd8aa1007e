/** Bytes of a logical sector and of a logical block (ECMA-119 6.1.2, 6.2.2): the only size that all readers support. */
export const SECTOR = 2048;

/** Where something is in the volume. */
export interface Extent {
    readonly sector: number;
    /** Bytes. */
    readonly size: number;
}

/** How many sectors that many bytes need. */
export const sectorsFor = (size: number): number => Math.ceil(size / SECTOR);

/** Where the next `size` bytes may start if they mustn't cross the end of a sector. */
export const withinSector = (offset: number, size: number): number =>
    (offset % SECTOR) + size > SECTOR ? sectorsFor(offset) * SECTOR : offset;
