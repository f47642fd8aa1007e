import { FIRST_CLUSTER, type Geometry, SECTOR } from "./geometry.ts";

/** Contiguous clusters of one file or directory. */
export interface Run {
    readonly cluster: number;
    readonly clusters: number;
}

/** The first two entries: the medium's byte, and no sign of an unclean unmount (FAT specification, FAT[0] and FAT[1]). */
const RESERVED = [0xfff8, 0xffff];
const END_OF_CHAIN = 0xffff;

/** One FAT: every cluster of a run points to the next one. */
export const fileTable = ({ sectorsPerFat }: Geometry, runs: Iterable<Run>): Uint8Array => {
    const table = new Uint8Array(sectorsPerFat * SECTOR);
    const view = new DataView(table.buffer);
    const put = (cluster: number, value: number): void => view.setUint16(2 * cluster, value, true);
    for (let entry = 0; entry < FIRST_CLUSTER; entry += 1) put(entry, RESERVED[entry] ?? END_OF_CHAIN);
    for (const { cluster, clusters } of runs) {
        const last = cluster + clusters - 1;
        for (let each = cluster; each < last; each += 1) put(each, each + 1);
        put(last, END_OF_CHAIN);
    }
    return table;
};
