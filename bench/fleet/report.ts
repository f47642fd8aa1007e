import { medianOf } from "../race.ts";
import { bytes, figures, table } from "../table.ts";
import type { Contender, ContenderName } from "./contenders.ts";
import { costsOf, cpuRatioOf, ratioOf, secondsOf, shareOf } from "./figures.ts";
import { type FleetResult, howItEnds, STEPS, type Step } from "./measure.ts";
import type { RunCost } from "./project.ts";

const HEAD = [
    "",
    "s",
    "ms a drive",
    "beyond floor",
    "to floor",
    "CPU s: engine",
    "program",
    "provider",
    "daemons",
    "all to floor",
    "provider's peak",
    "connections",
];

const orDash = (value: number | undefined, unit = ""): string =>
    value === undefined ? "–" : `${figures(value)}${unit}`;

/** A contender's images after its last round of a step. */
const imagesOf = ({ steps }: FleetResult, contender: ContenderName, step: Step): number =>
    steps.findLast((each) => each.contender === contender && each.step === step)?.images ?? 0;

const rowOf = (result: FleetResult, { name, title }: Contender, step: Step): readonly string[] => {
    const costs = costsOf(result, name, step);
    const seconds = secondsOf(result, name, step);
    if (costs.length === 0) return [title, "–"];
    if (seconds === undefined) {
        const hasFailed = costs.some((cost) => cost.hasFailed);
        return [title, howItEnds({ hasFailed }), `${imagesOf(result, name, step)} images`];
    }
    const middle = (of: (cost: RunCost) => number): string => figures(medianOf(costs.map(of)));
    const isFloor = name === "floor";
    return [
        title,
        figures(seconds),
        figures((seconds * 1000) / result.options.drives),
        isFloor ? "" : orDash(shareOf(result, name, step), " ms"),
        isFloor ? "" : orDash(ratioOf(result, name, "floor", step), " ×"),
        middle(({ cpuSeconds }) => cpuSeconds.engine),
        middle(({ cpuSeconds }) => cpuSeconds.program),
        middle(({ cpuSeconds }) => cpuSeconds.provider),
        middle(({ daemonSeconds }) => daemonSeconds),
        isFloor ? "" : orDash(cpuRatioOf(result, name, step), " ×"),
        bytes(Math.max(...costs.map(({ peaks }) => peaks.provider))),
        String(Math.max(...costs.map(({ connections }) => connections))),
    ];
};

/** Tables for one number of drives: one per step, and one for the state. */
export const showFleet = (result: FleetResult): string => {
    const { options, contenders, states, left } = result;
    const tables = STEPS.map((step) => {
        const rows = contenders.map((contender) => rowOf(result, contender, step));
        return `\n${options.drives} drives, ${step}\n${table([HEAD, ...rows])}`;
    });
    const stateRows = states.map(({ contender, declared, inputs, stored }) => [
        contenders.find(({ name }) => name === contender)?.title ?? contender,
        `${declared} B`,
        `${inputs} B`,
        `${stored} B`,
        `${figures(stored / declared)} ×`,
    ]);
    const state = table([["", "declared", "inputs", "in the state", "ratio"], ...stateRows]);
    const volumes = left.length === 0 ? "none" : left.join(", ");
    return `${tables.join("")}\nState of a drive of ${options.drives}\n${state}\nVolumes left behind: ${volumes}\n`;
};
