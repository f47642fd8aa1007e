import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { showBars } from "../table.ts";
import { floorBars, peerBars, plainBars, pluginBars } from "./bars.ts";
import { contendersOn } from "./contenders.ts";
import { type FleetOptions, type FleetResult, measureFleet } from "./measure.ts";
import { showFleet } from "./report.ts";

const repository = resolve(import.meta.dirname, "..", "..");

const NAMES = contendersOn(1, 1).map(({ name }) => name);

const USAGE = `usage: npm run bench:fleet -- [OPTION…]
    --drives N,…              how many drives of each kind at a time (20,100,1000)
    --daemons N               number of hosts for kinds that use several (3)
    --pools N                 number of pools for kinds that use several on one host (16)
    --rounds N                number of repetitions (1)
    --only NAME,…             some of ${NAMES.join(", ")} (all)
    --peer-limit N            omits CloudInitDisks above this number (100)
    --deadline SECONDS        a longer run counts as one that never ends (1800)
    --peer-deadline SECONDS   the same for CloudInitDisks (120)
    --skip-checkpoints        the engine writes its state only once, not at every step
    --json FILE               writes all numbers to this file

`;

const FLAGS = {
    drives: { type: "string", default: "20,100,1000" },
    daemons: { type: "string", default: "3" },
    rounds: { type: "string", default: "1" },
    pools: { type: "string", default: "16" },
    only: { type: "string", default: NAMES.join() },
    "peer-limit": { type: "string", default: "100" },
    deadline: { type: "string", default: "1800" },
    "peer-deadline": { type: "string", default: "120" },
    "skip-checkpoints": { type: "boolean", default: false },
    json: { type: "string" },
} as const;

const print = (text: string): void => void process.stdout.write(text);

const countOf = (flag: string, text: string): number => {
    const value = Number(text);
    if (Number.isSafeInteger(value) && value > 0) return value;
    throw new RangeError(`--${flag}: must be a whole number from 1, not "${text}"`);
};

/** What to measure, for each number of drives. */
const readOptions = (args: readonly string[]): { readonly runs: readonly FleetOptions[]; readonly json?: string } => {
    const { values } = parseArgs({ args: [...args], options: FLAGS });
    const only = values.only.split(",").map((text) => {
        const name = NAMES.find((each) => each === text);
        if (name === undefined)
            throw new RangeError(`--only: must be some of ${NAMES.join(", ")}; "${text}" isn't one of them`);
        return name;
    });
    const common = {
        hosts: countOf("daemons", values.daemons),
        pools: countOf("pools", values.pools),
        rounds: countOf("rounds", values.rounds),
        only,
        peerLimit: countOf("peer-limit", values["peer-limit"]),
        deadlineS: countOf("deadline", values.deadline),
        peerDeadlineS: countOf("peer-deadline", values["peer-deadline"]),
        skipCheckpoints: values["skip-checkpoints"],
    };
    const runs = values.drives.split(",").map((text) => ({ ...common, drives: countOf("drives", text) }));
    return { runs, ...(values.json !== undefined && { json: values.json }) };
};

/** Runs `work` with a new folder and a signal that aborts on SIGINT and SIGTERM. */
const withFolder = async (work: (folder: string, signal: AbortSignal) => Promise<void>): Promise<void> => {
    const stop = new AbortController();
    const end = (): void => stop.abort(new Error("interrupted"));
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, end);
    const folder = mkdtempSync(join(tmpdir(), "cd-fleet-"));
    // If this process is root's, the daemons run as another user.
    chmodSync(folder, 0o755);
    try {
        await work(folder, stop.signal);
    } finally {
        rmSync(folder, { recursive: true, force: true });
        for (const signal of ["SIGINT", "SIGTERM"] as const) process.off(signal, end);
    }
};

const measureAll = async (args: readonly string[]): Promise<void> => {
    const { runs, json } = readOptions(args);
    if (!existsSync(join(repository, "bin", "sdk", "index.js")))
        throw new Error("bin/ is missing. First run `npm run build`.");
    print(`Node ${process.versions.node}, ${cpus().length} × ${cpus()[0]?.model ?? ""}.\n`);
    await withFolder(async (folder, signal) => {
        const results: FleetResult[] = [];
        for (const options of runs) {
            const say = (line: string): void => void process.stderr.write(`${line}\n`);
            const result = await measureFleet(options, folder, signal, say);
            print(showFleet(result));
            results.push(result);
        }
        const most = results.toSorted((left, right) => right.options.drives - left.options.drives).slice(0, 1);
        const bars = [
            ...most.flatMap(floorBars),
            ...most.flatMap(pluginBars),
            ...results.flatMap(peerBars),
            ...results.flatMap(plainBars),
        ];
        print(showBars(bars));
        if (json !== undefined) writeFileSync(json, `${JSON.stringify({ results, bars }, null, 4)}\n`);
    });
};

/** Measures fleets of drives, of no-op resources and of the peer; prints tables and cleans up. */
export const runFleet = async (args: readonly string[]): Promise<void> => {
    try {
        await measureAll(args);
    } catch (error) {
        // Rejected by parseArgs or countOf; other options wouldn't fix any other error.
        const isUsage = error instanceof RangeError || (error instanceof TypeError && "code" in error);
        const message = error instanceof Error ? error.message : error;
        process.stderr.write(`npm run bench:fleet: ${message}\n${isUsage ? USAGE : ""}`);
        process.exitCode = 1;
    }
};
