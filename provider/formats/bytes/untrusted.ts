/** Makes the error for bytes that can't be trusted. */
type Damage = (reason: string) => Error;

/** Bytes that somebody else wrote: every access is checked. */
export class Untrusted {
    public readonly bytes: Uint8Array;
    readonly #view: DataView;
    readonly #damage: Damage;

    public constructor(bytes: Uint8Array, damage: Damage) {
        this.bytes = bytes;
        this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
        this.#damage = damage;
    }

    public get size(): number {
        return this.bytes.length;
    }

    /** Throws unless all those bytes exist. */
    public check(offset: number, size: number, what: string): void {
        if (offset + size > this.size) {
            throw this.#damage(`${what} should end at byte ${offset + size}, but only ${this.size} bytes exist.`);
        }
    }

    public slice(offset: number, size: number, what: string): Uint8Array {
        this.check(offset, size, what);
        return this.bytes.subarray(offset, offset + size);
    }

    public part(offset: number, size: number, what: string): Untrusted {
        return new Untrusted(this.slice(offset, size, what), this.#damage);
    }

    public u8(offset: number, what: string): number {
        this.check(offset, 1, what);
        return this.#view.getUint8(offset);
    }

    /** 16 bits, the least significant byte first. */
    public u16le(offset: number, what: string): number {
        this.check(offset, 2, what);
        return this.#view.getUint16(offset, true);
    }

    /** 32 bits, the least significant byte first. */
    public u32le(offset: number, what: string): number {
        this.check(offset, 4, what);
        return this.#view.getUint32(offset, true);
    }

    /** 16 bits in both orders (ECMA-119 7.2.3), which must agree. */
    public u16both(offset: number, what: string): number {
        this.check(offset, 4, what);
        return this.#agreed(this.#view.getUint16(offset, true), this.#view.getUint16(offset + 2), what);
    }

    /** 32 bits in both orders (ECMA-119 7.3.3), which must agree. */
    public u32both(offset: number, what: string): number {
        this.check(offset, 8, what);
        return this.#agreed(this.#view.getUint32(offset, true), this.#view.getUint32(offset + 4), what);
    }

    #agreed(little: number, big: number, what: string): number {
        if (little !== big) throw this.#damage(`the two byte orders of ${what} disagree.`);
        return little;
    }
}
