import { type BenchCase, VFAT_BAR } from "./cases.ts";
import type { LargeResult } from "./large.ts";
import type { MemoryResult } from "./memory.ts";
import type { Timing } from "./race.ts";
import type { DrivesResult, LinearityResult } from "./scale.ts";
import type { Bar } from "./table.ts";
import { TOOLS } from "./tools.ts";
import { OWN } from "./writers.ts";

const bar = (name: string, value: number, atMost: number): Bar => ({ name, value, atMost, met: value <= atMost });

/** CPU seconds of 1,000 drives. */
const DRIVES_BAR = 1;
/** For ten times as many entries: sorting and garbage cost a linear writer less than this; quadratic would be 10. */
const LINEARITY_BAR = 3;
/** Share of the contents: a copy would be 1. */
const COPY_BAR = 0.1;
const LARGE_PAYLOAD = 16 * 1024 * 1024;

/** For a file of 1 GiB: `up` to sha256sum and virsh, memory beyond that of an empty drive, the drive in the state. */
const LARGE_UP_BAR = 1.5;
const LARGE_GROWTH_BAR = 200;
const LARGE_STATE_BAR = 8000;

const ratio = (timings: readonly Timing[], own: string, other: string): number | undefined => {
    const find = (name: string): number | undefined => timings.find((each) => each.name === name)?.medianMs;
    const [ours, theirs] = [find(own), find(other)];
    return ours === undefined || theirs === undefined ? undefined : ours / theirs;
};

/** The bars of one case; none if the other program is missing. */
export const caseBars = ({ letter, iso9660Bar }: BenchCase, timings: readonly Timing[]): readonly Bar[] =>
    (
        [
            [OWN.iso9660, TOOLS.genisoimage, iso9660Bar],
            [OWN.vfat, TOOLS.vfat, VFAT_BAR],
        ] as const
    ).flatMap(([own, other, atMost]) => {
        const value = ratio(timings, own, other);
        return value === undefined ? [] : [bar(`(${letter}) ${own} ÷ ${other}`, value, atMost)];
    });

/** The bars without another program to compare with. */
export const scaleBars = (
    drives: readonly DrivesResult[],
    linearity: readonly LinearityResult[],
    memory: readonly MemoryResult[],
): readonly Bar[] => [
    ...drives.map((each) => bar(`CPU seconds of ${each.drives} drives, ${each.format}`, each.cpuSeconds, DRIVES_BAR)),
    ...linearity.map((each) => bar(`time per entry, 50,000 ÷ 5,000: ${each.name}`, each.ratio, LINEARITY_BAR)),
    ...memory
        .filter(({ payload, entries }) => payload >= LARGE_PAYLOAD && entries === 1)
        .map((each) => bar(`extra memory ÷ contents, ${each.format}`, each.peak / each.payload, COPY_BAR)),
];

/** The bars for a file of 1 GiB. Other load on the machine only adds time, so the shortest times count. */
export const largeBars = ({ up, virsh, growth, state }: LargeResult): readonly Bar[] => [
    bar("1 GiB: up ÷ sha256sum, virsh vol-upload", Math.min(...up) / Math.min(...virsh), LARGE_UP_BAR),
    ...Object.entries(growth).map(([role, bytes]) =>
        bar(`1 GiB: MiB more than for an empty drive, ${role}`, bytes / 2 ** 20, LARGE_GROWTH_BAR),
    ),
    bar("1 GiB: bytes of the drive in the state", state, LARGE_STATE_BAR),
];
