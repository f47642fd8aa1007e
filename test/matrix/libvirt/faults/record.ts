import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { FAULTS, type Fault } from "./list.ts";

/** What a test saw of one fault. Recorded when the run after the fault has converged and the drive is taken away. */
export interface Observation {
    readonly fault: Fault;
    /** How often it struck. */
    readonly times: number;
    /** What it left until the next run, each different case once. */
    readonly left: readonly string[];
}

/** The file of a fault's observation. */
export const fileOf = (folder: string, fault: Fault): string => join(folder, `${FAULTS.indexOf(fault)}.json`);

/** Hands an observation over to `write-table.ts`, where that runs the test. */
export const record = ({ fault, times, left }: Observation): void => {
    const folder = process.env["CONFIG_DRIVE_FAULTS"];
    if (folder === undefined) return;
    mkdirSync(folder, { recursive: true });
    const observation: Observation = { fault, times, left: [...new Set(left)].sort() };
    writeFileSync(fileOf(folder, fault), JSON.stringify(observation));
};

/** Cases for `it.each("%s", …)`, which, unlike `$fault`, doesn't shorten names. */
export const named = <T extends { readonly fault: Fault }>(cases: readonly T[]): [Fault, T][] =>
    cases.map((each) => [each.fault, each]);
