/** Something to be timed. */
export interface Contender {
    readonly name: string;
    /** What comes before each run and isn't timed. */
    readonly prepare?: () => void;
    readonly work: () => void;
}

/** What a contender took. */
export interface Timing {
    readonly name: string;
    readonly medianMs: number;
    readonly bestMs: number;
    readonly runs: number;
}

/** Each contender's turn in a round, unless one run takes longer. */
const TURN_MS = 60;
/** Node has compiled by then what it will compile. */
const WARM_UP_MS = 300;

/** Milliseconds of one run. */
const timeOnce = ({ prepare, work }: Contender): number => {
    prepare?.();
    const start = performance.now();
    work();
    return performance.now() - start;
};

/** Milliseconds of as many runs as fit into the time, one at least. */
const timeFor = (contender: Contender, limitMs: number): readonly number[] => {
    const times: number[] = [];
    for (let total = 0; total < limitMs || times.length === 0; ) {
        const time = timeOnce(contender);
        times.push(time);
        total += time;
    }
    return times;
};

/** The middle one of some numbers. */
export const medianOf = (values: readonly number[]): number => {
    const sorted = values.toSorted((left, right) => left - right);
    const middle = (sorted.length - 1) / 2;
    return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2;
};

/** Times contenders in turns, so that whatever else the machine does meets all of them. */
export const race = (contenders: readonly Contender[], rounds: number): readonly Timing[] => {
    for (const contender of contenders) timeFor(contender, WARM_UP_MS);
    const times = contenders.map((): number[] => []);
    for (let round = 0; round < rounds; round += 1) {
        for (const [index, contender] of contenders.entries()) times[index]?.push(...timeFor(contender, TURN_MS));
    }
    return contenders.map(({ name }, index) => {
        const own = times[index] ?? [];
        return { name, medianMs: medianOf(own), bestMs: Math.min(...own), runs: own.length };
    });
};
