import { damage } from "../error.ts";
import { SECTOR } from "../sectors.ts";
import type { Allowance } from "./allowance.ts";
import { Untrusted } from "./bytes.ts";

/** A system use entry as it was found (SUSP 4); the offsets in `found` are the standard's positions less one. */
export interface FoundEntry {
    readonly signature: string;
    readonly found: Untrusted;
}

/** What it takes to follow continuations. */
export interface SystemUseSource {
    readonly image: Untrusted;
    readonly allowance: Allowance;
    /** Bytes to skip at the start of every field (SUSP 5.3). */
    readonly skipped: number;
}

const SMALLEST_ENTRY = 4;
const MAX_CONTINUATIONS = 32;

function* entriesIn(area: Uint8Array): Generator<FoundEntry> {
    let offset = 0;
    while (offset + SMALLEST_ENTRY <= area.length) {
        const size = area[offset + 2] ?? 0;
        if (size === 0) return;
        if (size < SMALLEST_ENTRY || offset + size > area.length) throw damage(`a system use entry of ${size} bytes.`);
        const signature = String.fromCharCode(area[offset] ?? 0, area[offset + 1] ?? 0);
        if (signature === "ST") return;
        yield { signature, found: new Untrusted(area.subarray(offset, offset + size)) };
        offset += size;
    }
}

/** SUSP 5.1. Follows one CE entry. */
const continuationOf = ({ found }: FoundEntry, { image, allowance }: SystemUseSource): Uint8Array => {
    const sector = found.u32both(4, "a continuation area's location");
    const offset = found.u32both(12, "a continuation area's offset");
    const size = found.u32both(20, "a continuation area's size");
    if (offset + size > SECTOR) throw damage("a continuation area runs over the end of a sector.");
    allowance.continuation(size);
    return image.slice(sector * SECTOR + offset, size, "a continuation area");
};

/** All entries of a record's system use field, those of its continuation areas included. */
export function* entriesOf(systemUse: Uint8Array, source: SystemUseSource): Generator<FoundEntry> {
    let area: Uint8Array | undefined = systemUse.subarray(source.skipped);
    for (let areas = 0; area !== undefined; areas += 1) {
        if (areas > MAX_CONTINUATIONS) throw damage("continuation areas without end.");
        let next: FoundEntry | undefined;
        for (const entry of entriesIn(area)) {
            if (entry.signature === "CE") next = entry;
            else yield entry;
        }
        area = next && continuationOf(next, source);
    }
}
