import { sourceOf } from "../../bytes/source.ts";
import type { Untrusted } from "../../bytes/untrusted.ts";
import { FoundFile, MAX_COPIED } from "../../entries/entry.ts";
import { fault } from "../error.ts";
import { FIRST_CLUSTER } from "../geometry.ts";
import type { FoundVolume } from "./boot-sector.ts";

/** Most bytes of a directory (FAT specification). */
const MAX_DIRECTORY = 65_536 * 32;

const WHAT = "the file allocation table";

/** Reads one entry of a table; FAT12 packs two into three bytes. */
const entryAt = (image: Untrusted, { type, table }: FoundVolume, cluster: number): number => {
    if (type === "FAT16") return image.u16le(table + 2 * cluster, WHAT);
    if (type === "FAT32") return image.u32le(table + 4 * cluster, WHAT) % 2 ** 28;
    const pair = image.u16le(table + cluster + (cluster >>> 1), WHAT);
    return cluster % 2 === 0 ? pair & 0xfff : pair >>> 4;
};

/** Entries from here on end a chain. */
const END = { FAT12: 0xff8, FAT16: 0xfff8, FAT32: 0x0fff_fff8 } as const;

/** The data area and the chains through it. No cluster is used twice, so no chain is endless. */
export class Clusters {
    readonly #image: Untrusted;
    readonly #volume: FoundVolume;
    readonly #taken: Uint8Array;
    #copied = 0;

    public constructor(image: Untrusted, volume: FoundVolume) {
        this.#image = image;
        this.#volume = volume;
        this.#taken = new Uint8Array((volume.lastCluster >>> 3) + 1);
    }

    /** A file. Its content is a part of the image if it is contiguous, else a copy. */
    public file(path: string, first: number, size: number): FoundFile {
        if (size === 0) return new FoundFile(path, this.#image.source, 0, 0);
        const { clusterSize, lastCluster } = this.#volume;
        const count = Math.ceil(size / clusterSize);
        if (count > lastCluster - FIRST_CLUSTER + 1) {
            throw fault.readAt(path, `the file has ${size} bytes, more than the volume.`);
        }
        const { contiguous, next } = this.#takeRun(path, first, count);
        if (contiguous === count) return new FoundFile(path, this.#image.source, this.#offsetOf(first, size), size);
        // Only fragmented files are copied. Images that were written once have none.
        this.#copied += size;
        if (this.#copied > MAX_COPIED) {
            throw fault.readAt(path, `fragmented files of more than ${MAX_COPIED} bytes would have to be copied.`);
        }
        const content = new Uint8Array(size);
        content.set(this.#bytesAt(first, contiguous * clusterSize));
        this.#copyChain(path, next, content, contiguous);
        return new FoundFile(path, sourceOf(content), undefined, size);
    }

    /** A directory's bytes, up to the end of its chain. They are read at once if they are contiguous. */
    public directory(path: string, first: number): Uint8Array {
        const clusters = this.#chainOf(path, first);
        const { clusterSize } = this.#volume;
        if (clusters.every((cluster, index) => cluster === first + index)) {
            return this.#bytesAt(first, clusters.length * clusterSize);
        }
        const joined = new Uint8Array(clusters.length * clusterSize);
        for (const [index, cluster] of clusters.entries()) {
            joined.set(this.#bytesAt(cluster, clusterSize), index * clusterSize);
        }
        return joined;
    }

    #chainOf(path: string, first: number): readonly number[] {
        const { clusterSize } = this.#volume;
        const clusters: number[] = [];
        for (let next: number | undefined = first; next !== undefined; next = this.#after(path, next)) {
            if ((clusters.length + 1) * clusterSize > Math.max(MAX_DIRECTORY, clusterSize)) {
                throw fault.readAt(path, `the directory has more than ${MAX_DIRECTORY} bytes.`);
            }
            this.#take(path, next);
            clusters.push(next);
        }
        return clusters;
    }

    /** Takes clusters as long as they are contiguous. `next` is where the chain continues. */
    #takeRun(path: string, first: number, count: number): { contiguous: number; next: number | undefined } {
        let next: number | undefined = first;
        let contiguous = 0;
        while (contiguous < count && next === first + contiguous) {
            this.#take(path, next);
            contiguous += 1;
            // Clusters after the last byte don't matter: systems can reserve some for later.
            next = contiguous < count ? this.#after(path, next) : undefined;
        }
        return { contiguous, next };
    }

    #copyChain(path: string, first: number | undefined, content: Uint8Array, done: number): void {
        const { clusterSize } = this.#volume;
        let next = first;
        for (let offset = done * clusterSize; offset < content.length; offset += clusterSize) {
            if (next === undefined) throw fault.readAt(path, "its cluster chain ends before its content.");
            this.#take(path, next);
            content.set(this.#bytesAt(next, Math.min(clusterSize, content.length - offset)), offset);
            if (offset + clusterSize < content.length) next = this.#after(path, next);
        }
    }

    /** Offset of a cluster; throws unless that many bytes follow. */
    #offsetOf(cluster: number, size: number): number {
        const { data, clusterSize } = this.#volume;
        const offset = data + (cluster - FIRST_CLUSTER) * clusterSize;
        this.#image.check(offset, size, "a cluster");
        return offset;
    }

    #bytesAt(cluster: number, size: number): Uint8Array {
        return this.#image.slice(this.#offsetOf(cluster, size), size, "a cluster");
    }

    #take(path: string, cluster: number): void {
        if (cluster < FIRST_CLUSTER || cluster > this.#volume.lastCluster) {
            throw fault.readAt(
                path,
                `it uses cluster ${cluster}, but the volume has ${FIRST_CLUSTER} to ${this.#volume.lastCluster}.`,
            );
        }
        const index = cluster >>> 3;
        const bit = 1 << (cluster & 7);
        const taken = this.#taken[index] ?? 0;
        if ((taken & bit) !== 0) {
            throw fault.readAt(path, `cluster ${cluster} is part of another chain or occurs twice.`);
        }
        this.#taken[index] = taken | bit;
    }

    /** The next cluster; undefined at the end of a chain. */
    #after(path: string, cluster: number): number | undefined {
        const next = entryAt(this.#image, this.#volume, cluster);
        if (next >= END[this.#volume.type]) return undefined;
        if (next < FIRST_CLUSTER || next > this.#volume.lastCluster) {
            throw fault.readAt(path, `cluster ${cluster} is followed by ${next}, which doesn't exist.`);
        }
        return next;
    }
}
