import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { floorBars, peerBars, plainBars } from "./bars.ts";
import { contendersOn } from "./contenders.ts";
import { type FleetOptions, type FleetResult, measureFleet } from "./measure.ts";
import { showBars, showFleet } from "./report.ts";

const repository = resolve(import.meta.dirname, "..", "..");

const NAMES = contendersOn(1, 1).map(({ name }) => name);

const USAGE = `usage: npm run bench:fleet -- [OPTION…]
    --drives N,…              how many of each kind at a time (20,100,1000)
    --daemons N               hosts of those that are on several (3)
    --pools N                 pools of those that are in several of one host (16)
    --rounds N                how often all of it is done (1)
    --only NAME,…             of ${NAMES.join(", ")} (all)
    --peer-limit N            CloudInitDisks are left out above so many (100)
    --deadline SECONDS        a run that takes longer counts as one that never ends (1800)
    --peer-deadline SECONDS   the same for CloudInitDisks (120)
    --skip-checkpoints        the engine writes its state once, not at every step
    --json FILE               where all numbers go

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
    throw new RangeError(`--${flag} takes whole numbers from 1, and "${text}" is none`);
};

/** What to measure, one for each number of drives. */
const readOptions = (args: readonly string[]): { readonly runs: readonly FleetOptions[]; readonly json?: string } => {
    const { values } = parseArgs({ args: [...args], options: FLAGS });
    const only = values.only.split(",").map((text) => {
        const name = NAMES.find((each) => each === text);
        if (name === undefined) throw new RangeError(`--only takes ${NAMES.join(", ")}, and "${text}" is none of them`);
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

/** Runs something with a folder of its own and a signal that fires when the process is to end. */
const withFolder = async (work: (folder: string, signal: AbortSignal) => Promise<void>): Promise<void> => {
    const stop = new AbortController();
    const end = (): void => stop.abort(new Error("interrupted"));
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, end);
    const folder = mkdtempSync(join(tmpdir(), "cd-fleet-"));
    // The daemons run as another user where this one is root.
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
    if (!existsSync(join(repository, "bin", "sdk", "index.js"))) throw new Error("first: npm run build");
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
        const bars = [...most.flatMap(floorBars), ...results.flatMap(peerBars), ...results.flatMap(plainBars)];
        print(showBars(bars));
        if (json !== undefined) writeFileSync(json, `${JSON.stringify({ results, bars }, null, 4)}\n`);
    });
};

/** Measures fleets of drives beside no-op resources and the peer, prints tables, and clears up. */
export const runFleet = async (args: readonly string[]): Promise<void> => {
    try {
        await measureAll(args);
    } catch (error) {
        // What parseArgs and countOf refuse; anything else isn't mended by other options.
        const isUsage = error instanceof RangeError || (error instanceof TypeError && "code" in error);
        const message = error instanceof Error ? error.message : error;
        process.stderr.write(`npm run bench:fleet: ${message}\n${isUsage ? USAGE : ""}`);
        process.exitCode = 1;
    }
};
