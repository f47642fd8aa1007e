import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, globSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const repository = resolve(import.meta.dirname, "..", "..");
const ROUNDS = 21;
const DEADLINE_MS = 30_000;

/** What the executable may take from its start to its port. */
const BAR_MS = 200;

type Command = readonly [string, ...string[]];

/** Milliseconds until a program prints its first line. */
const timeOf = async ([program, ...args]: Command): Promise<number> => {
    const started = performance.now();
    const child = spawn(program, args, { stdio: ["ignore", "pipe", "inherit"] });
    try {
        await once(child.stdout, "data", { signal: AbortSignal.timeout(DEADLINE_MS) });
        return performance.now() - started;
    } finally {
        child.kill("SIGKILL");
    }
};

const medianOf = (values: readonly number[]): number =>
    values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;

/** The executable that `npm run build:plugin` made, unpacked. */
const unpack = (folder: string): string => {
    const [archive] = globSync("dist/*.tar.gz", { cwd: repository });
    if (archive === undefined) throw new Error("no archive in dist/. Run first: npm run build:plugin");
    execFileSync("tar", ["-xzf", join(repository, archive), "-C", folder]);
    return join(folder, "pulumi-resource-config-drive");
};

const measure = async (commands: ReadonlyMap<string, Command>): Promise<ReadonlyMap<string, number>> => {
    const times = new Map([...commands.keys()].map((name): [string, number[]] => [name, []]));
    // In turn, so that a busy moment of the machine strikes all alike.
    for (let round = 0; round < ROUNDS; round++) {
        for (const [name, command] of commands) times.get(name)?.push(await timeOf(command));
    }
    return new Map([...times].map(([name, values]) => [name, medianOf(values)]));
};

/** Measures how long the plugin takes from its start to its port, and fails if the executable takes too long. */
export const runStart = async (): Promise<void> => {
    const script = join(repository, "bin", "plugin", "main.js");
    if (!existsSync(script)) throw new Error("no bin/. Run first: npm run build");
    const folder = mkdtempSync(join(tmpdir(), "config-drive-start-"));
    try {
        const medians = await measure(
            new Map<string, Command>([
                ["executable", [unpack(folder), "--attach"]],
                ["node bin/plugin/main.js", [process.execPath, script, "--attach"]],
                ["node, one line of output", [process.execPath, "-e", "process.stdout.write('1\\n')"]],
            ]),
        );
        for (const [name, median] of medians) process.stdout.write(`${median.toFixed(0).padStart(5)} ms  ${name}\n`);
        const isSlow = (medians.get("executable") ?? Number.NaN) >= BAR_MS;
        process.stdout.write(`${isSlow ? "✗" : "✓"} the executable within ${BAR_MS} ms, median of ${ROUNDS} starts\n`);
        process.exitCode = isSlow ? 1 : 0;
    } finally {
        rmSync(folder, { recursive: true });
    }
};
