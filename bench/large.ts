import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, closeSync, existsSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { findTool } from "../test/foreign/support/tools.ts";
import { Daemon, poolsOf } from "./fleet/daemon.ts";
import type { Role } from "./fleet/processes.ts";
import { Project, type RunCost } from "./fleet/project.ts";

/** What a drive with one large file costs, compared with the same bytes through other programs. */
export interface LargeResult {
    /** Bytes of the file. */
    readonly size: number;
    /** Seconds of `pulumi up` with the file, without one, and of `sha256sum` with `virsh vol-upload`. */
    readonly up: readonly number[];
    readonly emptyUp: readonly number[];
    readonly virsh: readonly number[];
    /** How much larger the largest process of each role became than for an empty drive, in bytes. */
    readonly growth: Readonly<Record<Role, number>>;
    /** Bytes of the drive in the state, as JSON. */
    readonly state: number;
}

const GIB = 1024 * 1024 * 1024;
const ROUNDS = 3;
const DEADLINE_S = 600;
const POOLS = poolsOf(1);
const [POOL = ""] = POOLS;

const repository = resolve(import.meta.dirname, "..");

/** Programs that are missing, so that nothing can be measured. */
export const missingForLarge = (): readonly string[] => [
    ...["libvirtd", "virsh", "sha256sum", "pulumi"].filter((name) => findTool(name, name) === undefined),
    ...(existsSync(join(repository, "bin", "sdk", "index.js")) ? [] : ["bin/ (npm run build)"]),
];

/** Bytes that don't compress. */
const writeNoise = (path: string): void => {
    const file = openSync(path, "w");
    const block = randomBytes(1 << 24);
    for (let written = 0; written < GIB; written += block.length) {
        block.writeUInt32LE(written / block.length);
        writeSync(file, block);
    }
    closeSync(file);
};

const timed = (work: () => void): number => {
    const start = performance.now();
    work();
    return (performance.now() - start) / 1000;
};

/** The same bytes by hand: their digest, a volume, the upload. */
const byHand = (daemon: Daemon, path: string): number => {
    const virsh = (...args: readonly string[]): void =>
        void execFileSync("virsh", ["-q", "-c", daemon.uri, ...args], { stdio: ["ignore", "ignore", "inherit"] });
    const seconds = timed(() => {
        execFileSync("sha256sum", [path]);
        virsh("vol-create-as", POOL, "by-hand", String(GIB), "--format", "raw");
        virsh("vol-upload", "by-hand", path, "--pool", POOL);
    });
    virsh("vol-delete", "by-hand", "--pool", POOL);
    return seconds;
};

const growthOf = (empty: readonly RunCost[], large: readonly RunCost[], role: Role): number => {
    const peak = (costs: readonly RunCost[]): number => Math.max(...costs.map(({ peaks }) => peaks[role]));
    return peak(large) - peak(empty);
};

const UP = ["up", "--yes", "--skip-preview", "--suppress-progress", "--suppress-outputs"];
const DESTROY = ["destroy", "--yes", "--skip-preview", "--suppress-progress"];

const measureOn = async (daemon: Daemon, project: Project, path: string): Promise<LargeResult> => {
    const fleet = { drives: 1, revision: 1, hosts: [daemon.uri], pools: POOLS, isAttached: false };
    const { signal } = new AbortController();
    const run = (args: readonly string[], variables: Readonly<Record<string, string>> = {}): Promise<RunCost> =>
        project.run(args, { fleet, hosts: [daemon], deadlineS: DEADLINE_S, mayFail: false, variables, signal });
    await run(["stack", "init", "bench"]);
    const [empty, large, virsh]: [RunCost[], RunCost[], number[]] = [[], [], []];
    let state = 0;
    // In turns, so that other load on the machine affects all of them.
    for (let round = 0; round < ROUNDS; round += 1) {
        empty.push(await run(UP));
        await run(DESTROY);
        virsh.push(byHand(daemon, path));
        large.push(await run(UP, { LARGE: path }));
        const drive = project.resources().find(({ type }) => type.endsWith("ConfigDrive"));
        state = Buffer.byteLength(JSON.stringify(drive));
        await run(DESTROY);
    }
    return {
        size: GIB,
        up: large.map(({ seconds }) => seconds),
        emptyUp: empty.map(({ seconds }) => seconds),
        virsh,
        growth: {
            engine: growthOf(empty, large, "engine"),
            program: growthOf(empty, large, "program"),
            provider: growthOf(empty, large, "provider"),
        },
        state,
    };
};

/** Measures a drive with a file of 1 GiB on a daemon of its own. */
export const measureLarge = async (): Promise<LargeResult> => {
    const folder = mkdtempSync(join(tmpdir(), "cd-large-"));
    // If this process is root's, the daemon runs as another user.
    chmodSync(folder, 0o755);
    const daemon = new Daemon(join(folder, "host"), join(folder, "cache"), 1);
    try {
        const path = join(folder, "large.bin");
        writeNoise(path);
        await daemon.start();
        return await measureOn(daemon, new Project(folder, "large", {}), path);
    } finally {
        await daemon.stop();
        rmSync(folder, { recursive: true, force: true });
    }
};
