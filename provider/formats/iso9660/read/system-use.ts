import type { Untrusted } from "../../bytes/untrusted.ts";
import { fault } from "../error.ts";
import { SECTOR } from "../sectors.ts";
import type { Allowance } from "./allowance.ts";

/** A system use entry as it was found (SUSP 4). */
export interface FoundEntry {
    /** The two letters of its signature as one number. */
    readonly signature: number;
    /** Offset in the image. */
    readonly offset: number;
    readonly size: number;
}

/** Everything needed to follow continuations. */
export interface SystemUseSource {
    readonly image: Untrusted;
    readonly allowance: Allowance;
    /** Bytes to skip at the start of every field (SUSP 5.3). */
    readonly skipped: number;
}

/** Signatures of the entries that the reader uses. */
export const SIGNATURE = {
    CE: 0x4345,
    CL: 0x434c,
    NM: 0x4e4d,
    PX: 0x5058,
    RE: 0x5245,
    SF: 0x5346,
    SP: 0x5350,
    ST: 0x5354,
    ZF: 0x5a46,
} as const;

const SMALLEST_ENTRY = 4;
const MAX_CONTINUATIONS = 32;
const WHAT = "a system use entry";

function* entriesIn(image: Untrusted, start: number, end: number): Generator<FoundEntry> {
    let offset = start;
    while (offset + SMALLEST_ENTRY <= end) {
        const size = image.u8(offset + 2, WHAT);
        if (size === 0) return;
        if (size < SMALLEST_ENTRY || offset + size > end)
            throw fault.read(`a system use entry can't have ${size} bytes here.`);
        const signature = image.u8(offset, WHAT) * 0x100 + image.u8(offset + 1, WHAT);
        if (signature === SIGNATURE.ST) return;
        yield { signature, offset, size };
        offset += size;
    }
}

/** A number in both orders at one of an entry's positions, less one. */
export const numberIn = (image: Untrusted, { offset, size }: FoundEntry, position: number, what: string): number => {
    if (position + 8 > size) throw fault.read(`${what} is truncated.`);
    return image.u32both(offset + position, what);
};

/** SUSP 5.1. Follows one CE entry: where the next part of the system use field starts and ends. */
const follow = (entry: FoundEntry, { image, allowance }: SystemUseSource): { start: number; end: number } => {
    const sector = numberIn(image, entry, 4, "a continuation area's location");
    const offset = numberIn(image, entry, 12, "a continuation area's offset");
    const size = numberIn(image, entry, 20, "a continuation area's size");
    if (offset + size > SECTOR) throw fault.read("a continuation area crosses the end of a sector.");
    allowance.continuation(size);
    const start = sector * SECTOR + offset;
    image.check(start, size, "a continuation area");
    return { start, end: start + size };
};

/** All entries of a record's system use field, including those in its continuation areas. */
export function* entriesOf(start: number, end: number, source: SystemUseSource): Generator<FoundEntry> {
    let area: { start: number; end: number } | undefined = { start: start + source.skipped, end };
    for (let areas = 0; area !== undefined; areas += 1) {
        if (areas > MAX_CONTINUATIONS)
            throw fault.read(`a record has more than ${MAX_CONTINUATIONS} continuation areas.`);
        let next: FoundEntry | undefined;
        for (const entry of entriesIn(source.image, area.start, area.end)) {
            if (entry.signature === SIGNATURE.CE) next = entry;
            else yield entry;
        }
        area = next && follow(next, source);
    }
}
