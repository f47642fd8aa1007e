import { spawn } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { which } from "./places.mjs";
import { removeAbandonedLocks } from "./stack-locks.mjs";

const state = mkdtempSync(join(tmpdir(), "config-drive-locks-"));
afterAll(() => rmSync(state, { recursive: true }));

describe("the locks of a stack", () => {
    it("are none in a state that doesn't exist yet", () => {
        expect(() => removeAbandonedLocks(join(state, "none"))).not.toThrow();
    });

    it("are removed if their CLI was killed, and stay while it runs", async () => {
        const program = join(state, "pulumi");
        copyFileSync(which("sleep"), program);
        const cli = spawn(program, ["60"], { stdio: "ignore" });
        const ended = new Promise((resolve) => cli.once("close", resolve));
        await new Promise((resolve) => cli.once("spawn", resolve));
        const folder = join(state, ".pulumi", "locks", "organization", "project", "demo");
        mkdirSync(folder, { recursive: true });
        // A number that meanwhile belongs to another program, a lock that is cut short, and the lock of a running CLI.
        writeFileSync(join(folder, "a.json"), JSON.stringify({ pid: process.pid, hostname: "host" }));
        writeFileSync(join(folder, "a.json.attrs"), "{}");
        writeFileSync(join(folder, "b.json"), "");
        writeFileSync(join(folder, "c.json"), JSON.stringify({ pid: cli.pid, hostname: "host" }));
        removeAbandonedLocks(state);
        expect(readdirSync(folder)).toEqual(["c.json"]);
        cli.kill("SIGKILL");
        await ended;
        removeAbandonedLocks(state);
        expect(readdirSync(folder)).toEqual([]);
    });
});
