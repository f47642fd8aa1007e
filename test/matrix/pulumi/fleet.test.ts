import { execFile } from "node:child_process";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type FleetResult, STEPS } from "../../../bench/fleet/measure.ts";
import type { Bar } from "../../../bench/table.ts";
import { runningProcesses } from "../../support/process-table.ts";

const BENCH = resolve(import.meta.dirname, "..", "..", "..", "bench", "fleet.ts");
// Without CloudInitDisks, which hang now and then, few as they may be.
const CONTENDERS = ["floor", "stored-pools", "attached-many", "stacks", "plugin", "yaml-floor"];
const FLAGS = ["--drives", "3", "--daemons", "2", "--pools", "2", "--only", CONTENDERS.join()];

describe("the benchmark of fleets", () => {
    let folder: string;
    let printed: string;
    let numbers: { readonly results: readonly FleetResult[]; readonly bars: readonly Bar[] };

    beforeAll(async () => {
        // Its own temporary folder: what the benchmark leaves behind stands there.
        folder = mkdtempSync(join(tmpdir(), "cdf-"));
        // The daemons run as another user where this one is root.
        chmodSync(folder, 0o755);
        const json = join(folder, "numbers.json");
        const args = ["--disable-warning=MODULE_TYPELESS_PACKAGE_JSON", BENCH, ...FLAGS, "--json", json];
        const env = { ...process.env, TMPDIR: folder };
        const { stdout } = await promisify(execFile)(process.execPath, args, { env });
        printed = stdout;
        numbers = JSON.parse(readFileSync(json, "utf8"));
    });
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    it("has a row for each of them in the table of each step", () => {
        for (const step of STEPS) {
            const [, rows = ""] = printed.split(`3 drives, ${step}\n`);
            const [table = ""] = rows.split("\n\n");
            expect(table).toMatch(/^ {2}no-op dynamic resources +\d/m);
            expect(table).toMatch(/^ {2}drives, attached, 2 hosts +\d/m);
            expect(table).toMatch(/^ {2}drives, volume only, 1 host with 2 pools +\d/m);
            expect(table).toMatch(/^ {2}drives, attached, a stack for each of 2 hosts +\d/m);
            expect(table).toMatch(/^ {2}plugin's drives, attached, 1 host +\d/m);
            expect(table).toMatch(/^ {2}a no-op plugin's resources in YAML +\d/m);
        }
    });

    it("sees what it counts", () => {
        const steps = numbers.results.flatMap(({ steps }) => steps);
        expect(steps).toHaveLength(CONTENDERS.length * STEPS.length);
        for (const { contender, step, cost } of steps) {
            expect(cost).toMatchObject({ isDone: true });
            expect(cost.cpuSeconds.engine).toBeGreaterThan(0);
            // The second `up` looks at the domains of attached drives; volumes alone have none.
            const isAttached = ["attached-many", "stacks", "plugin"].includes(contender);
            const mayConnect = isAttached || (contender === "stored-pools" && step !== "second up");
            expect(cost.connections).toBeLessThanOrEqual(mayConnect ? 1 : 0);
        }
        // It looks now and then: of three drives, a step may have come and gone in between.
        for (const own of ["stored-pools", "attached-many", "stacks", "plugin"]) {
            const seen = steps.filter(({ contender }) => contender === own).map(({ cost }) => cost.connections);
            expect(Math.max(...seen)).toBe(1);
        }
        const states = numbers.results.flatMap(({ states }) => states);
        expect(states.map(({ contender }) => contender)).toEqual(CONTENDERS);
        for (const { declared, stored } of states) expect(stored).toBeGreaterThan(declared);
    });

    it("sees the memory of providers, which may have come and gone in a step", () => {
        const steps = numbers.results.flatMap(({ steps }) => steps);
        for (const own of CONTENDERS) {
            const peaks = steps.filter(({ contender }) => contender === own).map(({ cost }) => cost.peaks.provider);
            expect(Math.max(...peaks), own).toBeGreaterThan(1024 * 1024);
        }
    });

    it("meets the bars that hold for any number of drives", () => {
        const plain = numbers.bars.filter(({ name }) => /^(MiB|connections|bytes|volumes) /.test(name));
        expect(plain).toHaveLength(6);
        expect(plain.filter(({ met }) => !met)).toEqual([]);
    });

    it("leaves nothing: no volume, no folder, no process", () => {
        expect(numbers.results.flatMap(({ left }) => left)).toEqual([]);
        expect(readdirSync(folder)).toEqual(["numbers.json"]);
        const ours = runningProcesses().filter(({ variables }) => variables.some((each) => each.includes(folder)));
        expect(ours).toEqual([]);
    });
});
