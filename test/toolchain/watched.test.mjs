import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { here } from "./places.mjs";
import { runWatched } from "./watched.mjs";

const folder = mkdtempSync(join(tmpdir(), "config-drive-watched-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe("a watched command", () => {
    it("gives what it prints", async () => {
        expect(await runWatched("sh", ["-c", "echo out; echo err >&2"], { withinMs: 5000 })).toBe("out\n");
    });

    it("that fails does with its own words", async () => {
        const failure = runWatched("sh", ["-c", "echo why >&2; exit 3"], { withinMs: 5000 });
        await expect(failure).rejects.toMatchObject({
            message: expect.stringContaining("exit code 3"),
            output: "why\n",
        });
        await expect(runWatched("/no/such/command", [], { withinMs: 5000 })).rejects.toThrow("ENOENT");
    });

    it("is stopped at its deadline, with what it started", async () => {
        const file = join(folder, "pid");
        const command = runWatched("sh", ["-c", `sleep 60 & echo $! > ${file}; wait`], { withinMs: 500 });
        await expect(command).rejects.toThrow("sh: isn't done after 0.5 s");
        await expect.poll(() => isRunning(Number(readFileSync(file, "utf8")))).toBe(false);
    });

    it("is stopped with the program that runs it", async () => {
        const file = join(folder, "own-pid");
        const script = join(folder, "run.mjs");
        const watched = JSON.stringify(pathToFileURL(join(here, "watched.mjs")).href);
        const command = JSON.stringify(`sleep 60 & echo $! > ${file}; wait`);
        writeFileSync(
            script,
            `import { runWatched } from ${watched};
await runWatched("sh", ["-c", ${command}], { withinMs: 60_000 });`,
        );
        const program = spawn(process.execPath, [script], { stdio: "ignore" });
        const ended = new Promise((resolve) => program.once("close", (_code, signal) => resolve(signal)));
        await expect.poll(() => existsSync(file) && readFileSync(file, "utf8"), { timeout: 10_000 }).toMatch(/\n/);
        program.kill("SIGTERM");
        expect(await ended).toBe("SIGTERM");
        await expect.poll(() => isRunning(Number(readFileSync(file, "utf8")))).toBe(false);
    });

    it("is stopped when nothing arrives in its folder", async () => {
        const slow = `for i in 1 2 3 4; do echo $i >> ${folder}/part; sleep 0.4; done; echo > ${folder}/four; sleep 60`;
        const command = runWatched("sh", ["-c", slow], { withinMs: 20_000, stallMs: 1000, folder });
        await expect(command).rejects.toThrow("sh: nothing arrived for 1 s");
        // Slow isn't stalled.
        expect(existsSync(join(folder, "four"))).toBe(true);
    });
});

/** Whether a process runs; one that waits for its parent to notice its end doesn't. */
function isRunning(pid) {
    if (!existsSync(`/proc/${pid}/stat`)) return false;
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
}
