import type { Edit, Input, Seed } from "./input.ts";
import type { Random } from "./random.ts";

/** Where the structures of a seed are, found by their looks. */
interface Anatomy {
    readonly seed: Seed;
    /** Offsets of bytes that aren't zero, but for long runs of file contents. */
    readonly used: readonly number[];
    /** Offsets of numbers of 32 bits in both orders (ECMA-119 7.3.3). */
    readonly both: readonly number[];
}

const MOST_OFFSETS = 200_000;
const SMALL = [0, 1, 2, 3, 4, 5, 8, 15, 16, 31, 32, 33, 34, 64, 127, 128, 254, 255];
const LARGE = [0x100, 0x7ff, 0x800, 0x801, 0x1000, 0x7fff, 0x8000, 0xffef, 0xfff7, 0xfff8, 0xffff, 0x1_0000];
const HUGE = [0x0fff_fff7, 0x0fff_ffff, 0x7fff_ffff, 0x8000_0000, 0xffff_f800, 0xffff_fffe, 0xffff_ffff];

const isBoth = (bytes: Uint8Array, offset: number): boolean =>
    [0, 1, 2, 3].every((index) => bytes[offset + index] === bytes[offset + 7 - index]);

const anatomyOf = (seed: Seed): Anatomy => {
    const { bytes } = seed;
    const used: number[] = [];
    const both: number[] = [];
    for (let offset = 0; offset < bytes.length && used.length < MOST_OFFSETS; offset += 1) {
        if (bytes[offset] === 0 || bytes[offset] === 0x20) continue;
        used.push(offset);
        // Numbers are small: their first bytes aren't zero, nor are their last.
        if (isBoth(bytes, offset)) both.push(offset);
    }
    return { seed, used, both };
};

const littleEndian = (value: number, size: number): Uint8Array =>
    Uint8Array.from({ length: size }, (_byte, index) => Math.floor(value / 2 ** (8 * index)) & 0xff);

const bothEndian = (value: number): Uint8Array => {
    const little = littleEndian(value, 4);
    return Uint8Array.of(...little, ...little.toReversed());
};

/** Changes inputs in ways that structures on disks are sensitive to. */
export class Mutator {
    private readonly anatomies: ReadonlyMap<string, Anatomy>;
    private readonly random: Random;

    public constructor(seeds: readonly Seed[], random: Random) {
        this.anatomies = new Map(seeds.map((seed) => [seed.name, anatomyOf(seed)]));
        this.random = random;
    }

    /** The input with some more edits, or another size. */
    public mutate(input: Input): Input {
        const anatomy = this.anatomies.get(input.seed);
        if (anatomy === undefined) throw new RangeError(`no seed ${input.seed}`);
        const edits = [...input.edits];
        const most = this.random.pick([1, 1, 2, 3, 6]);
        for (let count = 0; count < most; count += 1) edits.push(this.edit(anatomy));
        // An input that grows for ever gets slow, and nobody can say what is wrong with it.
        while (edits.length > 40) edits.splice(this.random.below(edits.length), 1);
        const cut = this.random.below(40) === 0 ? this.random.below(anatomy.seed.bytes.length + 1) : input.size;
        return { seed: input.seed, size: cut, edits };
    }

    private number(anatomy: Anatomy): number {
        const near = Math.ceil(anatomy.seed.bytes.length / 2048);
        switch (this.random.below(6)) {
            case 0:
                return this.random.pick(SMALL);
            case 1:
                return this.random.pick(LARGE);
            case 2:
                return this.random.pick(HUGE);
            case 3:
                return this.random.below(near + 2);
            case 4:
                return this.random.below(near + 2) * 2048;
            default:
                return this.random.below(2 ** 32);
        }
    }

    private place({ seed, used }: Anatomy): number {
        if (this.random.below(10) === 0 || used.length === 0) return this.random.below(seed.bytes.length);
        return Math.max(0, this.random.pick(used) + this.random.pick([0, 0, 0, 0, -1, 1, 2, -4, 4, 32]));
    }

    private edit(anatomy: Anatomy): Edit {
        const { bytes } = anatomy.seed;
        const offset = this.place(anatomy);
        switch (this.random.below(anatomy.both.length > 0 ? 9 : 6)) {
            case 0:
                return { offset, bytes: Uint8Array.of((bytes[offset] ?? 0) ^ (1 << this.random.below(8))) };
            case 1:
                return { offset, bytes: Uint8Array.of(this.random.below(256)) };
            case 2:
                return { offset, bytes: littleEndian(this.number(anatomy), 2) };
            case 3:
                return { offset, bytes: littleEndian(this.number(anatomy), 4) };
            case 4:
                // A structure in the place of another, from this image or from one of its kin.
                return { offset: this.place(anatomy), bytes: this.piece() };
            case 5: {
                const start = offset - (offset % 32);
                return { offset: start, bytes: bytes.slice(start + 32, start + 32 + 32 * this.random.pick([1, 2, 8])) };
            }
            case 6:
                return { offset: this.random.pick(anatomy.both), bytes: bothEndian(this.number(anatomy)) };
            case 7: {
                const value = new DataView(bytes.buffer, bytes.byteOffset).getUint32(
                    this.random.pick(anatomy.both),
                    true,
                );
                return { offset: this.random.pick(anatomy.both), bytes: bothEndian(value) };
            }
            default: {
                const at = this.random.pick(anatomy.both);
                const value = new DataView(bytes.buffer, bytes.byteOffset).getUint32(at, true);
                return { offset: at, bytes: bothEndian((value + this.random.pick([-1, 1, 2048, -2048])) >>> 0) };
            }
        }
    }

    private piece(): Uint8Array {
        const anatomy = this.random.pick([...this.anatomies.values()]);
        const start = this.place(anatomy);
        return anatomy.seed.bytes.slice(start, start + this.random.pick([2, 4, 8, 16, 28, 32, 64, 128, 254, 512]));
    }
}
