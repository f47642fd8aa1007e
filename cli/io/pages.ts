const PAGE = 1 << 16;
/** Pages that stay in memory: a reader alternates between directories and what they refer to. */
const KEPT = 32;

/** A file in memory, but only the pages that were read last. What is longer than a page is read directly. */
export class Pages {
    readonly #size: number;
    readonly #load: (offset: number, target: Uint8Array) => void;
    readonly #kept = new Map<number, Uint8Array>();

    public constructor(size: number, load: (offset: number, target: Uint8Array) => void) {
        this.#size = size;
        this.#load = load;
    }

    /** Bytes of the file; nobody changes them later. */
    public read(offset: number, length: number): Uint8Array {
        const number = Math.floor(offset / PAGE);
        const start = offset - number * PAGE;
        if (start + length <= PAGE) return this.#page(number).subarray(start, start + length);
        const bytes = new Uint8Array(length);
        this.#load(offset, bytes);
        return bytes;
    }

    #page(number: number): Uint8Array {
        const known = this.#kept.get(number);
        // The last one in the map is the last one that was used.
        this.#kept.delete(number);
        const page = known ?? this.#loadPage(number);
        this.#kept.set(number, page);
        const [oldest] = this.#kept.keys();
        if (this.#kept.size > KEPT && oldest !== undefined) this.#kept.delete(oldest);
        return page;
    }

    #loadPage(number: number): Uint8Array {
        const offset = number * PAGE;
        const page = new Uint8Array(Math.max(0, Math.min(PAGE, this.#size - offset)));
        this.#load(offset, page);
        return page;
    }
}
