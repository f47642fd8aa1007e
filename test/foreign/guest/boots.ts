import { join } from "node:path";
import fc from "fast-check";
import { expect } from "vitest";
import type { Phase, Sight } from "../../../provider/guest/sight.ts";
import { readCloudInit } from "../../../provider/guest/tools/cloud-init.ts";
import { judgeStatus } from "../../../provider/guest/tools/cloud-init-status.ts";
import { filesOf } from "../../provider/guest/tools/guest.ts";
import { SEED } from "../../support/seed.ts";
import { findPycdlib, run } from "../support/tools.ts";

/** What happens in a stage of a boot. */
interface Stage {
    readonly name: string;
    /** Level and text. */
    readonly logged: readonly (readonly [string, string])[];
    readonly errors: readonly string[];
    readonly end: "returned" | "raised" | "killed";
}

/** A boot for `boots.py`. */
export interface Boot {
    readonly stages: readonly Stage[];
    /** Whether somebody left the file that switches cloud-init off at later boots. */
    readonly marked: boolean;
}

/** What is there at a moment of a boot. */
interface Moment {
    readonly status: string | null;
    readonly result: string | null;
    readonly printed: string;
}

const text = fc
    .string({ minLength: 1, maxLength: 20, unit: fc.constantFrom(..."abc 1'\"\\{}<>ß\n") })
    .map((each) => `x${each}`);

const stage = (name: string): fc.Arbitrary<Stage> =>
    fc.record({
        name: fc.constant(name),
        logged: fc.array(fc.tuple(fc.constantFrom("WARNING", "ERROR", "CRITICAL"), text), { maxLength: 2 }),
        errors: fc.oneof(
            { weight: 3, arbitrary: fc.constant([]) },
            { weight: 1, arbitrary: fc.array(text, { maxLength: 2 }) },
        ),
        end: fc.constantFrom("returned", "returned", "returned", "returned", "returned", "raised", "killed"),
    });

/** Boots of which each can end after any stage, as a machine that loses its power does. */
const boot: fc.Arbitrary<Boot> = fc
    .tuple(
        fc.tuple(stage("init-local"), stage("init"), stage("modules-config"), stage("modules-final")),
        fc.oneof({ weight: 1, arbitrary: fc.integer({ min: 0, max: 3 }) }, { weight: 3, arbitrary: fc.constant(4) }),
        fc.boolean(),
    )
    .map(([stages, length, marked]) => ({ stages: stages.slice(0, length), marked }));

/** Random boots; the seed is printed with a failure. */
export const randomBoots = (count: number): readonly Boot[] => fc.sample(boot, { seed: SEED, numRuns: count });

/** Has the cloud-init in a folder record boots and judge each of their moments; undefined without a Python. */
export const recordBoots = (folder: string, boots: readonly Boot[]): readonly (readonly Moment[])[] => {
    const python = findPycdlib() ?? "python3";
    const packages = join(folder, "usr", "lib", "python3", "dist-packages");
    const env = { ...process.env, PYTHONPATH: packages, PYTHONDONTWRITEBYTECODE: "1" };
    return JSON.parse(run(python, [join(import.meta.dirname, "boots.py")], { env, input: JSON.stringify(boots) }));
};

interface Printed {
    readonly status: string;
    readonly extended_status?: string;
    readonly errors: readonly string[];
    readonly recoverable_errors?: Readonly<Record<string, readonly string[]>>;
}

/** The phase that cloud-init prints. "error" alone, up to 23.3, doesn't say whether the boot is over. */
const phaseIn = ({ status, extended_status = status }: Printed, isOver: boolean): Phase => {
    if (status === "not started" || status === "not run") return "unseen";
    if (extended_status === "error") return isOver ? "failed" : "running";
    if (extended_status.startsWith("error - ")) return extended_status === "error - running" ? "running" : "failed";
    return status === "running" || status === "done" ? status : "disabled";
};

const messagesIn = (sight: Sight | undefined, key: "errors" | "warnings"): ReadonlySet<string> =>
    new Set(sight?.stages.flatMap((each) => each[key]));

const read = ({ status, result }: Moment): Promise<Sight | undefined> =>
    readCloudInit(
        filesOf({
            ...(status === null ? {} : { "/run/cloud-init/status.json": status }),
            ...(result === null ? {} : { "/run/cloud-init/result.json": result }),
        }),
    );

/** The stage that was killed, if a later one has hidden it. cloud-init doesn't see that; a unit that failed shows it. */
const wasKilled = ({ stages }: Boot, { result }: Moment): boolean =>
    result !== null && stages.some(({ end }) => end === "killed");

const expectAgreement = async (boot: Boot, moment: Moment): Promise<void> => {
    const printed: Printed = JSON.parse(moment.printed);
    const sight = await read(moment);
    const judged = judgeStatus(moment.printed);
    if (wasKilled(boot, moment)) {
        expect(sight?.phase).toBe("failed");
        expect(sight?.stages.some(({ errors }) => errors.includes("started and didn't finish"))).toBe(true);
        return;
    }
    const isMarked = printed.status === "disabled" || printed.extended_status === "error - disabled";
    const phase = phaseIn(printed, moment.result !== null);
    // The files of a boot that was marked for later ones say what it did.
    if (!isMarked) expect(sight?.phase ?? "unseen").toBe(phase);
    expect(messagesIn(sight, "errors")).toEqual(new Set(printed.errors.map((error) => error || "(no message)")));
    const warnings = Object.values(printed.recoverable_errors ?? {}).flat();
    expect(messagesIn(sight, "warnings")).toEqual(new Set(warnings));
    expectSame(judged, sight, printed);
};

/** The command says the same as the files, as far as it can: up to 23.3 it lists no stages. */
const expectSame = (judged: Sight | undefined, sight: Sight | undefined, printed: Printed): void => {
    if (sight === undefined) {
        expect(judged?.phase).toBe(printed.status === "disabled" ? "disabled" : "unseen");
        return;
    }
    const isEarly = printed.extended_status === undefined && printed.status === "error";
    expect(judged?.phase).toBe(isEarly ? "failed" : sight.phase);
    expect(messagesIn(judged, "errors")).toEqual(messagesIn(sight, "errors"));
    if (printed.extended_status !== undefined) expect(judged?.stages).toEqual(sight.stages);
    if (!isEarly) expect(judged?.stage).toBe(sight.stage);
    expect(judged?.datasource).toSatisfy((found?: string) => found === sight.datasource || found === "configdrive");
};

/** Compares what this package makes of each moment with what cloud-init says; returns how often each was the case. */
export const compareBoots = async (folder: string, boots: readonly Boot[]): Promise<ReadonlyMap<string, number>> => {
    const seen = new Map<string, number>();
    const records = recordBoots(folder, boots);
    expect(records).toHaveLength(boots.length);
    for (const [index, boot] of boots.entries()) {
        for (const moment of records[index] ?? []) {
            const { status }: Printed = JSON.parse(moment.printed);
            seen.set(status, (seen.get(status) ?? 0) + 1);
            try {
                await expectAgreement(boot, moment);
            } catch (error) {
                const what = JSON.stringify({ boot, moment }, null, 1);
                throw new Error(`CONFIG_DRIVE_SEED=${SEED}: ${what}`, { cause: error });
            }
        }
    }
    return seen;
};
