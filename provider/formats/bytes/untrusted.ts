import { type Source, sourceOf } from "./source.ts";

/** Makes the error for bytes that can't be trusted. */
type Damage = (reason: string) => Error;

/** Bytes that are read at once from a source that isn't in memory. */
const WINDOW = 1 << 16;

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Bytes that somebody else wrote: every access is checked. */
export class Untrusted {
    public readonly source: Source;
    readonly #damage: Damage;
    /** The bytes around the last access; all of them if they are in memory. */
    #window: Uint8Array;
    #view: DataView;
    #start = 0;

    public constructor(bytes: Source | Uint8Array, damage: Damage) {
        const isInMemory = bytes instanceof Uint8Array;
        this.source = isInMemory ? sourceOf(bytes) : bytes;
        this.#damage = damage;
        this.#window = isInMemory ? bytes : new Uint8Array(0);
        this.#view = viewOf(this.#window);
    }

    public get size(): number {
        return this.source.size;
    }

    /** Throws unless all those bytes exist. */
    public check(offset: number, size: number, what: string): void {
        if (offset + size > this.size) {
            throw this.#damage(`${what} should end at byte ${offset + size}, but only ${this.size} bytes exist.`);
        }
    }

    public slice(offset: number, size: number, what: string): Uint8Array {
        this.check(offset, size, what);
        if (size > WINDOW && !this.#isInWindow(offset, size)) return this.source.read(offset, size);
        const start = this.#seek(offset, size);
        return this.#window.subarray(start, start + size);
    }

    public part(offset: number, size: number, what: string): Untrusted {
        return new Untrusted(this.slice(offset, size, what), this.#damage);
    }

    public u8(offset: number, what: string): number {
        const place = this.#find(offset, 1, what);
        return this.#view.getUint8(place);
    }

    /** 16 bits, the least significant byte first. */
    public u16le(offset: number, what: string): number {
        const place = this.#find(offset, 2, what);
        return this.#view.getUint16(place, true);
    }

    /** 32 bits, the least significant byte first. */
    public u32le(offset: number, what: string): number {
        const place = this.#find(offset, 4, what);
        return this.#view.getUint32(place, true);
    }

    /** 16 bits in both orders (ECMA-119 7.2.3), which must agree. */
    public u16both(offset: number, what: string): number {
        const place = this.#find(offset, 4, what);
        return this.#agreed(this.#view.getUint16(place, true), this.#view.getUint16(place + 2), what);
    }

    /** 32 bits in both orders (ECMA-119 7.3.3), which must agree. */
    public u32both(offset: number, what: string): number {
        const place = this.#find(offset, 8, what);
        return this.#agreed(this.#view.getUint32(place, true), this.#view.getUint32(place + 4), what);
    }

    #agreed(little: number, big: number, what: string): number {
        if (little !== big) throw this.#damage(`the two byte orders of ${what} disagree.`);
        return little;
    }

    /** Where bytes are in the view, which this can replace: call it before the view is used. */
    #find(offset: number, size: number, what: string): number {
        this.check(offset, size, what);
        return this.#seek(offset, size);
    }

    #isInWindow(offset: number, size: number): boolean {
        return offset >= this.#start && offset + size <= this.#start + this.#window.length;
    }

    #seek(offset: number, size: number): number {
        if (!this.#isInWindow(offset, size)) {
            this.#start = offset - (offset % WINDOW);
            const needed = offset - this.#start + size;
            this.#window = this.source.read(this.#start, Math.min(Math.max(WINDOW, needed), this.size - this.#start));
            this.#view = viewOf(this.#window);
        }
        return offset - this.#start;
    }
}
