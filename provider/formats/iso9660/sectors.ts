/** Bytes of a logical sector and of a logical block (ECMA-119 6.1.2, 6.2.2): the only size that readers agree on. */
export const SECTOR = 2048;

/** How many sectors it takes to hold that many bytes. */
export const sectorsFor = (size: number): number => Math.ceil(size / SECTOR);

/** Where the next `size` bytes may start when they must not run over the end of a sector. */
export const withinSector = (offset: number, size: number): number =>
    (offset % SECTOR) + size > SECTOR ? sectorsFor(offset) * SECTOR : offset;
