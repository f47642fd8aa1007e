import type { Untrusted } from "../../bytes/untrusted.ts";
import { aliasChecksum, LAST_LONG_ENTRY, UNITS_PER_ENTRY } from "../directory.ts";
import { nameProblem } from "../names.ts";

/** Enough for 255 units. */
const MAX_ORDER = 20;
const WHAT = "a directory entry";
/** Offsets of the units: LDIR_Name1, LDIR_Name2, LDIR_Name3. */
const UNIT_OFFSETS = [1, 3, 5, 7, 9, 14, 16, 18, 20, 22, 24, 28, 30] as const;

/** Collects the entries of a long name. Like every reader of FAT, it discards entries that don't fit together. */
export class LongName {
    #units: number[] = [];
    #checksum = 0;
    /** Entries still missing; undefined before the first one. */
    #missing: number | undefined;

    /** Adds the entry at `offset`. */
    public add(directory: Untrusted, offset: number): void {
        const order = directory.u8(offset, WHAT);
        const checksum = directory.u8(offset + 13, WHAT);
        if ((order & LAST_LONG_ENTRY) !== 0) {
            this.#units = [];
            this.#checksum = checksum;
            this.#missing = Math.min(order & ~LAST_LONG_ENTRY, MAX_ORDER);
        }
        const isNext = this.#missing !== 0 && this.#missing === (order & ~LAST_LONG_ENTRY);
        if (!isNext || this.#missing === undefined || checksum !== this.#checksum) {
            this.forget();
            return;
        }
        this.#missing -= 1;
        const start = this.#missing * UNITS_PER_ENTRY;
        for (const [index, at] of UNIT_OFFSETS.entries())
            this.#units[start + index] = directory.u16le(offset + at, WHAT);
    }

    /** The long name of a short entry; undefined if it has no valid one. */
    public take(alias: Uint8Array): string | undefined {
        const units = this.#units;
        const isComplete = this.#missing === 0 && aliasChecksum(alias) === this.#checksum;
        this.forget();
        if (!isComplete) return undefined;
        const end = units.indexOf(0);
        const name = String.fromCharCode(...(end === -1 ? units : units.slice(0, end)));
        return nameProblem(name) === undefined ? name : undefined;
    }

    /** Discards everything. */
    public forget(): void {
        this.#units = [];
        this.#missing = undefined;
    }
}
