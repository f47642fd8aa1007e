/** Bytes that arrive or are made piece by piece. Doubles its capacity, so that the work stays linear. */
export class GrowingBytes {
    #bytes: Uint8Array;
    #length = 0;

    /** @param capacity Room to allocate at once, if the size is known. */
    public constructor(capacity = 0) {
        this.#bytes = new Uint8Array(capacity);
    }

    public get length(): number {
        return this.#length;
    }

    /** Room for `count` more bytes at the end. The caller must fill it before the next call. */
    public claim(count: number): Uint8Array {
        const end = this.#length + count;
        if (end > this.#bytes.length) {
            const grown = new Uint8Array(Math.max(end, this.#bytes.length * 2, 64));
            grown.set(this.#bytes.subarray(0, this.#length));
            this.#bytes = grown;
        }
        const room = this.#bytes.subarray(this.#length, end);
        this.#length = end;
        return room;
    }

    public append(bytes: Uint8Array): void {
        this.claim(bytes.length).set(bytes);
    }

    /** The bytes added so far. Valid until the next change. */
    public view(): Uint8Array {
        return this.#bytes.subarray(0, this.#length);
    }

    /** Returns the bytes and starts again empty. The returned bytes are never written to again. */
    public take(): Uint8Array {
        const taken = this.view();
        this.#bytes = new Uint8Array(0);
        this.#length = 0;
        return taken;
    }
}
