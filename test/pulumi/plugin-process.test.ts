import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { describe, expect, it, onTestFinished } from "vitest";
import { RecordingEngine } from "../support/plugin/engine.ts";

const main = join(resolve(import.meta.dirname, "..", ".."), "bin", "plugin", "main.js");

const start = (args: readonly string[]): ChildProcess => {
    const child = spawn(process.execPath, [main, ...args], { stdio: ["ignore", "pipe", "inherit"] });
    onTestFinished(() => void child.kill("SIGKILL"));
    return child;
};

describe("the plugin's process", () => {
    it("ends when the engine that started it was killed", async () => {
        const engine = await RecordingEngine.start();
        const child = start([engine.address]);
        if (child.stdout === null) throw new Error("no standard output");
        const [port] = await once(createInterface(child.stdout), "line");
        expect(Number(port)).toBeGreaterThan(0);
        engine.stop();
        expect(await once(child, "exit", { signal: AbortSignal.timeout(20_000) })).toEqual([null, "SIGTERM"]);
    });
});
