import type { Bar } from "../table.ts";
import type { ContenderName } from "./contenders.ts";
import { ratioOf, secondsOf, shareOf } from "./figures.ts";
import { type FleetResult, STEPS } from "./measure.ts";

const UP_RATIO = 1.25;
const SECOND_UP_RATIO = 1.1;
const MIB = 1024 * 1024;
const PEAK = 300 * MIB;
/** Limit for the bytes of a drive's state beyond twice its declaration. */
const STATE_SLACK = 4096;

/** Limits for the milliseconds per drive beyond the floor. */
const SHARES: readonly (readonly [ContenderName, number])[] = [
    ["stored", 10],
    ["stored-pools", 10],
    ["attached", 15],
    ["attached-pools", 15],
];

const OTHERS: readonly ContenderName[] = ["floor", "floor-secrets", "peer"];

const isOwn = (contender: ContenderName): boolean => !OTHERS.includes(contender);

const bar = (name: string, value: number | undefined, atMost: number): readonly Bar[] =>
    value === undefined ? [] : [{ name, value, atMost, met: value <= atMost }];

/** Time compared with the floor's. Meant for many drives, where the start of two more processes no longer counts. */
export const floorBars = (result: FleetResult): readonly Bar[] => {
    const { drives } = result.options;
    return SHARES.flatMap(([name, atMost]) => [
        ...bar(`up ÷ floor, ${drives}, ${name}`, ratioOf(result, name, "floor", "up"), UP_RATIO),
        ...bar(`own share of up in ms a drive, ${drives}, ${name}`, shareOf(result, name, "up"), atMost),
        ...bar(`second up ÷ floor, ${drives}, ${name}`, ratioOf(result, name, "floor", "second up"), SECOND_UP_RATIO),
    ]);
};

/** Time compared with the peer's, for steps that the peer completes. */
export const peerBars = (result: FleetResult): readonly Bar[] =>
    STEPS.filter((step) => secondsOf(result, "peer", step) !== undefined).flatMap((step) =>
        bar(`${step} ÷ CloudInitDisk's, ${result.options.drives}`, ratioOf(result, "stored", "peer", step), 1),
    );

/** The bars for any number of drives. */
export const plainBars = ({ options, steps, states, left }: FleetResult): readonly Bar[] => {
    const own = steps.filter(({ contender }) => isOwn(contender));
    if (own.length === 0) return [];
    const { drives } = options;
    const peak = Math.max(...own.map(({ cost }) => cost.peaks.provider));
    const connections = Math.max(...own.map(({ cost }) => cost.connections));
    const excess = states
        .filter(({ contender }) => isOwn(contender))
        .map(({ declared, stored }) => stored - 2 * declared);
    return [
        ...bar(`MiB of the provider, ${drives}`, peak / MIB, PEAK / MIB),
        ...bar(`connections to a host, ${drives}`, connections, 1),
        ...bar(`bytes of state beyond twice the inputs, ${drives}`, Math.max(...excess), STATE_SLACK),
        ...bar(`volumes left behind, ${drives}`, left.length, 0),
    ];
};
