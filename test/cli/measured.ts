import { spawnSync } from "node:child_process";
import { join } from "node:path";

const MIB = 1024 * 1024;
const root = join(import.meta.dirname, "..", "..");

/** What a command did in a process of its own. */
export interface Measured {
    readonly code: number | null;
    readonly out: string;
    readonly err: string;
    /** Bytes of memory at most. */
    readonly memory: number;
    readonly milliseconds: number;
}

/** Runs a command in a process of its own, as a user would. */
export const measured = (...args: readonly string[]): Measured => {
    const start = performance.now();
    const measure = join(import.meta.dirname, "measure.mjs");
    // On a busy machine, V8's other threads collect too late, and the memory that is measured depends on it.
    const v8 = "--single-threaded-gc";
    const command = [v8, "--import", measure, join(root, "cli", "config-drive.ts"), ...args];
    const { status, output } = spawnSync(process.execPath, command, {
        stdio: ["ignore", "pipe", "pipe", "pipe"],
        encoding: "utf8",
        env: { ...process.env, NODE_OPTIONS: "", NODE_NO_WARNINGS: "1" },
        maxBuffer: 64 * MIB,
    });
    const [, out = "", err = "", memory] = output;
    const milliseconds = performance.now() - start;
    return { code: status, out: out ?? "", err: err ?? "", memory: Number(memory) * 1024, milliseconds };
};
