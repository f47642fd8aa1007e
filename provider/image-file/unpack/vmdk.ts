import { inflateZlib } from "../../formats/bytes/decompress.ts";
import type { Source } from "../../formats/bytes/source.ts";
import { Untrusted } from "../../formats/bytes/untrusted.ts";
import { SECTOR } from "../container/file.ts";
import { HEADER, TABLE_ENTRIES } from "../container/vmdk/sparse-extent.ts";
import { ContainerError, type Unpacked } from "./unpacked.ts";

/** Grain sizes that the reader supports, in sectors; VMware's and QEMU's have 128. */
const GRAIN = { least: 8, most: 2048 } as const;
/** Sectors of 4 GiB, more than any config drive has: a few bytes can say that a disk has terabytes. */
const MAX_CAPACITY = 2 ** 23;
/** Flag 16 of the header. */
const IS_COMPRESSED = 0x1_0000;
/** Grains that stay in memory: a reader comes back to the directory that it reads. */
const KEPT = 16;

const damaged = (reason: string): Error => new ContainerError(`is a damaged VMDK disk: ${reason}`);

/** The numbers in a sparse extent's header or footer that a reader needs. */
interface Header {
    readonly capacity: number;
    readonly grainSize: number;
    readonly directory: number;
    readonly isCompressed: boolean;
}

/** A number of 64 bits. Large ones lose digits, but no file has so many sectors. */
const u64 = (file: Untrusted, offset: number, what: string): number =>
    file.u32le(offset, what) + file.u32le(offset + 4, what) * 2 ** 32;

const AT_END = 2 ** 64 - 1;

const readHeader = (file: Untrusted, offset: number): Header => {
    const what = "its header";
    const header = {
        capacity: u64(file, offset + HEADER.capacity, what),
        grainSize: u64(file, offset + HEADER.grainSize, what),
        directory: u64(file, offset + HEADER.directory, what),
        isCompressed: (file.u32le(offset + HEADER.flags, what) & IS_COMPRESSED) !== 0,
    };
    const { capacity, grainSize } = header;
    if (capacity > MAX_CAPACITY) throw damaged(`it has ${capacity} sectors; at most ${MAX_CAPACITY} are supported.`);
    const isSupported = grainSize >= GRAIN.least && grainSize <= GRAIN.most && Number.isInteger(Math.log2(grainSize));
    if (!isSupported) throw damaged(`its grains have ${grainSize} sectors.`);
    if (file.u32le(offset + HEADER.tableEntries, what) !== TABLE_ENTRIES)
        throw damaged("its grain tables have an unknown size.");
    return header;
};

/** The header, or the footer, which is two sectors before the end, if only that has the directory's place. */
const findHeader = (file: Untrusted): Header => {
    const header = readHeader(file, 0);
    if (header.directory < AT_END) return header;
    const footer = Math.max(0, file.size - 2 * SECTOR);
    return readHeader(file, footer);
};

/** The disk in a sparse extent, grain by grain. */
class Grains {
    readonly #file: Untrusted;
    readonly #header: Header;
    readonly #kept = new Map<number, Uint8Array>();

    public constructor(file: Untrusted, header: Header) {
        this.#file = file;
        this.#header = header;
    }

    /** Bytes. QEMU's last grain ends with the disk, others are padded. */
    get #capacity(): number {
        return this.#header.capacity * SECTOR;
    }

    public read(offset: number, length: number): Uint8Array {
        const size = this.#header.grainSize * SECTOR;
        const first = Math.floor(offset / size);
        const within = offset - first * size;
        if (within + length <= size) return this.#grain(first).subarray(within, within + length);
        const target = new Uint8Array(length);
        for (let done = 0; done < length; ) {
            const index = Math.floor((offset + done) / size);
            const start = offset + done - index * size;
            const part = this.#grain(index).subarray(start, start + length - done);
            target.set(part, done);
            done += part.length;
        }
        return target;
    }

    #grain(index: number): Uint8Array {
        const known = this.#kept.get(index);
        if (known !== undefined) return known;
        const grain = this.#load(index);
        const [oldest] = this.#kept.keys();
        if (this.#kept.size >= KEPT && oldest !== undefined) this.#kept.delete(oldest);
        this.#kept.set(index, grain);
        return grain;
    }

    #load(index: number): Uint8Array {
        const { grainSize, directory, isCompressed } = this.#header;
        const size = grainSize * SECTOR;
        const entry = directory * SECTOR + 4 * Math.floor(index / TABLE_ENTRIES);
        const table = this.#file.u32le(entry, "its grain directory");
        const sector =
            table === 0 ? 0 : this.#file.u32le(table * SECTOR + 4 * (index % TABLE_ENTRIES), "a grain table");
        // 0: never written; 1: zeros.
        if (sector <= 1) return new Uint8Array(size);
        const start = sector * SECTOR;
        if (!isCompressed) return this.#file.slice(start, size, "a grain");
        const stored = this.#file.u32le(start + 8, "a grain's marker");
        if (stored <= 2 * size) {
            const bytes = this.#file.slice(start + 12, stored, "a grain");
            const grain = inflateZlib(bytes, size) ?? inflateZlib(bytes, this.#capacity - index * size);
            if (grain !== undefined) return grain;
        }
        throw damaged("a grain can't be decompressed.");
    }
}

const unpackSparse = (source: Source): Unpacked => {
    const file = new Untrusted(source, damaged);
    const header = findHeader(file);
    const grains = new Grains(file, header);
    const size = header.capacity * SECTOR;
    return {
        kind: "image",
        container: "vmdk",
        source: { size, read: (offset, length) => grains.read(offset, length) },
    };
};

const FLAT = /^RW ([0-9]{1,10}) FLAT "([^"/\\\0]+)" 0$/gm;
const MAX_DESCRIPTOR = 65_536;

/** A descriptor refers to the disk by its name. Undefined if the disk is in parts or of another kind. */
const unpackFlat = (descriptor: string): Unpacked | undefined => {
    const [extent, other] = [...descriptor.matchAll(FLAT)];
    const [, capacity = "", name = ""] = extent ?? [];
    if (extent === undefined || other !== undefined || name === "." || name === "..") return undefined;
    return { kind: "sibling", container: "vmdk", name, size: Number(capacity) * SECTOR };
};

/** A VMDK of one sparse extent, or the descriptor of one flat extent. Undefined if the file is neither. */
export const unpackVmdk = (source: Source): Unpacked | undefined => {
    const isShort = source.size <= MAX_DESCRIPTOR;
    const start = Buffer.from(source.read(0, isShort ? source.size : 4)).toString("latin1");
    if (start.startsWith("KDMV")) return unpackSparse(source);
    return isShort && start.startsWith("# Disk DescriptorFile") ? unpackFlat(start) : undefined;
};
