import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Subject } from "../fuzzer.ts";
import type { Random } from "../random.ts";
import { anyFault, FAULTS, type Fault, type FaultKind } from "./faults.ts";
import { LIVES, type LifeName, live, packetsOf } from "./life.ts";

/** A life and what the daemon does wrong in it. */
export interface Ordeal {
    readonly life: LifeName;
    readonly faults: readonly Fault[];
}

/** Faults in one talk: nobody can say what is wrong with one that has more. */
const MOST_FAULTS = 4;

/** One line of the corpus. */
export const ordealToLine = ({ life, faults }: Ordeal): string =>
    JSON.stringify([life, ...faults.map(({ at, kind, a, b }) => [at, kind, a, b])]);

/** What one line of the corpus says. */
export const lineToOrdeal = (line: string): Ordeal => {
    const [life, ...faults]: [LifeName, ...[number, FaultKind, number, number][]] = JSON.parse(line);
    if (!(life in LIVES)) throw new RangeError(`no life ${life}`);
    const unknown = faults.find(([, kind]) => !FAULTS.includes(kind));
    if (unknown !== undefined) throw new RangeError(`no fault ${unknown[1]}`);
    return { life, faults: faults.map(([at, kind, a, b]) => ({ at, kind, a, b })) };
};

/** The ordeals that runs of the fuzzer have found worth keeping. */
export const readOrdeals = (): readonly Ordeal[] =>
    readFileSync(join(import.meta.dirname, "..", "corpus", "libvirtd.jsonl"), "utf8")
        .split("\n")
        .filter(Boolean)
        .map(lineToOrdeal);

const mutate = ({ life, faults }: Ordeal, random: Random, packets: number): Ordeal => {
    const changed = [...faults];
    // One that ends the talk early hides all behind it.
    if (changed.length === MOST_FAULTS || (changed.length > 0 && random.below(3) === 0)) {
        changed.splice(random.below(changed.length), 1);
    }
    changed.push(anyFault(random, packets));
    return { life, faults: changed.toSorted((one, other) => one.at - other.at) };
};

/** The client of libvirt with all that uses it, and daemons that are hostile to it. */
export const libvirtdSubject = async (corpus: readonly Ordeal[], random: Random): Promise<Subject<Ordeal>> => {
    const names = Object.keys(LIVES) as LifeName[];
    const packets = new Map(await Promise.all(names.map(async (name) => [name, await packetsOf(name)] as const)));
    return {
        start: [...names.map((life) => ({ life, faults: [] })), ...corpus],
        mutate: (ordeal) => mutate(ordeal, random, packets.get(ordeal.life) ?? 0),
        probe: ({ life, faults }) => live(life, faults),
        lineOf: ordealToLine,
        // A talk takes milliseconds of work, and where a daemon falls silent a second of waiting.
        batch: 128,
        atOnce: 48,
    };
};
