import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Limit, Operations } from "../../../provider/engine/operations.ts";
import { IncompleteDrive } from "../../../provider/lifecycle/incomplete.ts";
import type { State } from "../../../provider/model/state.ts";
import { ConfigDriveError } from "../../../provider/text/errors.ts";
import { caught } from "../../support/host.ts";

const limit = (seconds: number, kind: Limit["kind"] = "create"): Limit => ({ seconds, kind, uri: "qemu:///system" });

const forever = (signal: AbortSignal): Promise<void> => sleep(60_000, undefined, { signal });

describe("Operations", () => {
    const operations = new Operations();

    it("passes on what an operation returns and what it throws", async () => {
        expect(await operations.run("create", limit(5), async () => 7)).toBe(7);
        const error = new TypeError("a mistake");
        expect(await caught(operations.run("create", limit(5), () => Promise.reject(error)))).toBe(error);
    });

    it.each([2.01, 0.0005, 4.1005, 86_399.999_999_9])(
        "accepts %d s, which aren't whole milliseconds",
        async (timeoutS) => {
            expect(await operations.run("create", limit(timeoutS), async () => 7)).toBe(7);
        },
    );

    it("ends an operation at its deadline and says how to allow more", async () => {
        const error = await caught(operations.run("create config drive web", limit(0.02), forever));
        expect(error).toMatchObject({ code: "timed-out" });
        expect(error.message).toMatchInlineSnapshot(
            `"create config drive web: not finished within 0.02 s. Check that the host responds (virsh -c qemu:///system list) and run again, or raise timeouts.create."`,
        );
        expect(error.cause).toBeInstanceOf(Error);
    });

    it.each(["read", "delete"] as const)("says when a longer limit for %s takes effect", async (kind) => {
        const { message } = await caught(operations.run("work on web", limit(0.01, kind), forever));
        expect(message).toContain(`or raise timeouts.${kind}, which takes effect only after a pulumi up.`);
    });

    it("recognises the deadline behind an error with another name", async () => {
        const late = async (signal: AbortSignal): Promise<void> => {
            const cause = await caught(forever(signal));
            throw new ConfigDriveError("timed-out", "call x: the time allowed was used up.", { cause });
        };
        expect((await caught(operations.run("create", limit(0.02), late))).message).toContain(
            "not finished within 0.02 s",
        );
    });

    it("keeps the state of an incomplete drive", async () => {
        const state = { volume: "web-0.iso" } as State;
        const half = async (signal: AbortSignal): Promise<void> => {
            throw new IncompleteDrive(state, await caught(forever(signal)));
        };
        const error = await caught(operations.run("create", limit(0.02), half));
        expect(error).toMatchObject({ code: "timed-out", cause: { state } });
    });

    it("doesn't blame the deadline for another failure", async () => {
        const failure = new ConfigDriveError("bus-full", "attach: no room.");
        const late = async (): Promise<void> => {
            await sleep(30);
            throw failure;
        };
        expect(await caught(operations.run("create", limit(0.01), late))).toBe(failure);
    });
});

describe("Operations of a process that is asked to stop", () => {
    let folder = "";

    beforeEach(async () => {
        folder = await mkdtemp(join(tmpdir(), "config-drive-operations-"));
    });

    afterEach(() => rm(folder, { recursive: true, force: true }));

    /** Runs a program that uses `operations`; signals it as soon as it says "ready". */
    const play = async (body: string, signal: "SIGINT" | "SIGTERM") => {
        const file = join(folder, "program.mts");
        const source = pathToFileURL(join(import.meta.dirname, "../../../provider/engine/operations.ts")).href;
        await writeFile(
            file,
            `import { Operations } from ${JSON.stringify(source)};
import { setTimeout as sleep } from "node:timers/promises";
const operations = new Operations();
const limit = { seconds: 60, kind: "create", uri: "qemu:///system" };
const keepAlive = setInterval(() => {}, 1000);
${body}`,
        );
        const child = spawn(process.execPath, ["--no-warnings", file], { stdio: ["ignore", "pipe", "inherit"] });
        let output = "";
        let signalled = false;
        child.stdout.on("data", (chunk: Buffer) => {
            output += chunk.toString();
            if (signalled || !output.includes("ready\n")) return;
            signalled = true;
            child.kill(signal);
        });
        const code = await new Promise((resolve) => {
            child.once("exit", (status, killedBy) => resolve(status ?? killedBy));
        });
        return { code, output };
    };

    it.each(["SIGINT", "SIGTERM"] as const)("are interrupted by %s, report it, and end the process", async (signal) => {
        const { code, output } = await play(
            `operations.run("create config drive web", limit, async (signal) => {
                console.log("ready");
                await sleep(60_000, undefined, { signal });
            }).catch((error) => console.log(error.code + ": " + error.message));`,
            signal,
        );
        expect(output).toBe("ready\naborted: create config drive web: interrupted. Run again to resume.\n");
        expect(code).toBe(130);
    });

    it("can clean up first", async () => {
        const { code, output } = await play(
            `operations.run("a", limit, async (signal) => {
                console.log("ready");
                await sleep(60_000, undefined, { signal }).catch(() => undefined);
                await sleep(300);
                console.log("tidy");
            });`,
            "SIGINT",
        );
        expect([code, output]).toEqual([130, "ready\ntidy\n"]);
    });

    it("don't keep an idle process alive", async () => {
        const { code } = await play(
            `await operations.run("a", limit, async () => undefined);
            console.log("ready");`,
            "SIGINT",
        );
        expect(code).toBe(130);
    });

    it("that begin after the signal are interrupted at once", async () => {
        const { output } = await play(
            `operations.run("first", limit, async (signal) => {
                console.log("ready");
                await sleep(60_000, undefined, { signal });
            }).catch(() => operations.run("second", limit, async (signal) => {
                await sleep(60_000, undefined, { signal });
            })).catch((error) => console.log(error.message));`,
            "SIGINT",
        );
        expect(output).toBe("ready\nsecond: interrupted. Run again to resume.\n");
    });
});
