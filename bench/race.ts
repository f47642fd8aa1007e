/** Something to time. */
export interface Contender {
    readonly name: string;
    /** Runs before each run, untimed. */
    readonly prepare?: () => void;
    readonly work: () => void;
}

/** A contender's times. */
export interface Timing {
    readonly name: string;
    readonly medianMs: number;
    readonly bestMs: number;
    readonly runs: number;
}

/** Each contender's turn in a round; at least one run. */
const TURN_MS = 60;
/** Enough for Node to compile the code. */
const WARM_UP_MS = 300;

/** Milliseconds of one run. */
const timeOnce = ({ prepare, work }: Contender): number => {
    prepare?.();
    const start = performance.now();
    work();
    return performance.now() - start;
};

/** Milliseconds of as many runs as fit into the limit; at least one. */
const timeFor = (contender: Contender, limitMs: number): readonly number[] => {
    const times: number[] = [];
    for (let total = 0; total < limitMs || times.length === 0; ) {
        const time = timeOnce(contender);
        times.push(time);
        total += time;
    }
    return times;
};

/** The median. */
export const medianOf = (values: readonly number[]): number => {
    const sorted = values.toSorted((left, right) => left - right);
    const middle = (sorted.length - 1) / 2;
    return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2;
};

/** Times contenders in turns, so that other load on the machine affects all of them. */
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
