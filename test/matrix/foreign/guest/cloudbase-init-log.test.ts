import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Phase } from "../../../../provider/guest/sight.ts";
import { readCloudbaseInit } from "../../../../provider/guest/tools/cloudbase-init.ts";
import { fromToolchain, run } from "../../../foreign/support/tools.ts";
import { commandsOf, filesOf } from "../../../provider/guest/tools/guest.ts";
import { SEED } from "../../../support/seed.ts";

const python = fromToolchain("cloudbase-init", "CONFIG_DRIVE_CLOUDBASE_INIT");

const LOG = "C:\\Program Files\\Cloudbase Solutions\\Cloudbase-Init\\log\\cloudbase-init.log";
const ID = "6f1b7e0c-90a7-4d7e-9f3b-4d2c3a1e5b60";

interface Plugin {
    readonly name: string;
    readonly error: string | null;
    readonly again: boolean;
    readonly reboot: boolean;
}

interface Run {
    readonly instanceId: string | null;
    readonly plugins: readonly Plugin[];
}

interface After {
    readonly log: string;
    /** By section and plugin. */
    readonly marks: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

const NAMES = ["MTUPlugin", "SetHostNamePlugin", "UserDataPlugin", "LocalScriptsPlugin"];

const error = fc
    .string({ maxLength: 20, unit: fc.constantFrom(..."ab 1'\"\\:{}%.-ß") })
    .map((text) => `x${text}`.trim());

const plugin = (name: string): fc.Arbitrary<Plugin> =>
    fc.record({
        name: fc.constant(name),
        error: fc.option(error, { freq: 2 }),
        again: fc.boolean(),
        reboot: fc.integer({ max: 5, min: 0 }).map((each) => each === 0),
    });

const machines = fc.array(
    fc.record({
        instanceId: fc.constantFrom(ID, ID, ID, null),
        plugins: fc.tuple(...NAMES.map(plugin)),
    }),
    { minLength: 1, maxLength: 4 },
);

/** A machine on which nothing fails. */
const SOUND: readonly Run[] = [
    { instanceId: ID, plugins: NAMES.map((name) => ({ name, error: null, again: false, reboot: false })) },
];

/** What a run does, by the rules in cloudbaseinit/init.py; `done` has the plugins that have the mark 1. */
const outcomeOf = ({ instanceId, plugins }: Run, done: ReadonlySet<string>): { phase: Phase; errors: string[] } => {
    if (instanceId === null) return { phase: "disabled", errors: [] };
    const errors: string[] = [];
    for (const each of plugins.filter(({ name }) => !done.has(name))) {
        if (each.error !== null) errors.push(`${each.name}: ${each.error}`);
        else if (each.reboot) return { phase: "running", errors };
    }
    return { phase: errors.length > 0 ? "failed" : "done", errors };
};

const doneIn = ({ marks }: Pick<After, "marks">): ReadonlySet<string> =>
    new Set(Object.entries(marks[`${ID}/Plugins`] ?? {}).flatMap(([name, mark]) => (mark === 1 ? [name] : [])));

describe.skipIf(python === undefined)("what cloudbase-init itself logs", () => {
    it("is judged by what its plugins did", async () => {
        const descriptions: readonly (readonly Run[])[] = [SOUND, ...fc.sample(machines, { seed: SEED, numRuns: 150 })];
        const script = join(import.meta.dirname, "cloudbase_init_runs.py");
        const input = JSON.stringify(descriptions);
        const seen: readonly (readonly After[])[] = JSON.parse(run(python ?? "", [script], { input }));
        const phases = new Set<string>();
        for (const [index, runs] of descriptions.entries()) {
            let done: ReadonlySet<string> = new Set();
            for (const [at, each] of runs.entries()) {
                const after = seen[index]?.[at];
                if (after === undefined) throw new Error("cloudbase-init made no log of a run");
                const sight = await readCloudbaseInit(filesOf({ [LOG]: after.log }), commandsOf({}), ID);
                const errors = sight?.stages.flatMap((stage) => stage.errors.map((text) => `${stage.name}: ${text}`));
                const what = `CONFIG_DRIVE_SEED=${SEED}: ${JSON.stringify(runs)}\n${after.log}`;
                expect({ phase: sight?.phase, errors }, what).toEqual(outcomeOf(each, done));
                expect(sight?.instanceId, what).toBe(each.instanceId ?? undefined);
                phases.add(String(sight?.phase));
                done = doneIn(after);
            }
        }
        expect([...phases].sort()).toEqual(["disabled", "done", "failed", "running"]);
    });
});
