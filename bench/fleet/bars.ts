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

const OTHERS: readonly ContenderName[] = ["floor", "floor-secrets", "plugin-floor", "yaml-floor", "peer"];

/** The plugin's drives by the language of the program, the no-op plugin's resources and the same dynamic drives. */
const PLUGINS: readonly (readonly [own: ContenderName, floor: ContenderName, dynamic: ContenderName])[] = [
    ["plugin", "plugin-floor", "attached"],
    ["yaml", "yaml-floor", "attached"],
    ["plugin-pools", "plugin-floor", "attached-pools"],
    ["yaml-pools", "yaml-floor", "attached-pools"],
];
const TO_DYNAMIC = 0.6;
const TO_NO_OP = 1.2;
const PLUGIN_PEAK = 200 * MIB;
const PLUGIN_STATE = { factor: 1.2, slack: 1024 };

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

/** The plugin's time compared with the dynamic resource's and with a no-op plugin's; its memory and its state. */
export const pluginBars = (result: FleetResult): readonly Bar[] => {
    const { drives } = result.options;
    return PLUGINS.flatMap(([own, floor, dynamic]) => {
        const peaks = result.steps.filter(({ contender }) => contender === own).map(({ cost }) => cost.peaks.provider);
        const state = result.states.find(({ contender }) => contender === own);
        if (peaks.length === 0) return [];
        return [
            ...(["up", "second up", "refresh"] as const).flatMap((step) =>
                bar(`${step} ÷ ${dynamic}'s, ${drives}, ${own}`, ratioOf(result, own, dynamic, step), TO_DYNAMIC),
            ),
            ...bar(`up ÷ no-op plugin's, ${drives}, ${own}`, ratioOf(result, own, floor, "up"), TO_NO_OP),
            ...bar(`MiB of the plugin, ${drives}, ${own}`, Math.max(...peaks) / MIB, PLUGIN_PEAK / MIB),
            ...bar(
                `bytes of state beyond ${PLUGIN_STATE.factor} × inputs, ${drives}, ${own}`,
                state && state.stored - PLUGIN_STATE.factor * state.inputs,
                PLUGIN_STATE.slack,
            ),
        ];
    });
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
