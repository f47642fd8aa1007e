import { randomBytes } from "node:crypto";
import { describe, expect, it, vi } from "vitest";
import { type Agent, agentOf } from "../../../../provider/guest/agent.ts";
import { agentCommands } from "../../../../provider/guest/agent-commands.ts";
import { RouteClosed } from "../../../../provider/guest/agent-error.ts";
import { agentFiles } from "../../../../provider/guest/agent-files.ts";
import { realClock } from "../../../../provider/guest/clock.ts";
import { consoleEyes } from "../../../../provider/guest/console-eyes.ts";
import type { Eyes } from "../../../../provider/guest/eyes.ts";
import { lookAtGuest } from "../../../../provider/guest/look.ts";
import { lookAtMachine } from "../../../../provider/guest/machine.ts";
import type { GuestCommands, GuestFiles } from "../../../../provider/guest/sight.ts";
import type { GuestHandle } from "../../../../provider/guest/wanted.ts";
import { CONSOLE_TAKEN } from "../../../../provider/guest/words.ts";
import { connect } from "../../../../provider/libvirt/client.ts";
import { playDone, RHEL_COMMANDS } from "../../../guests/first-boot.ts";
import { tinyGuest, type WantedGuest } from "../../../libvirt/guests/stage.ts";
import { lifeCycleOn, useTestHost } from "../../../support/host.ts";
import { DRIVE_ALIAS, type TestDomain } from "../../../support/test-domain.ts";

const STAGE = "Cloud-init v. 25.1.4 running 'modules:final' at Mon, 30 Nov 2026 18:00:00 +0000. Up 9.99 seconds.";
const BOOT_MS = 120_000;

/** 100,000 bytes of no pattern, without the quote of the script that has them. */
const TEXT = randomBytes(75_000).toString("base64");

/** Everything that is asked for, but not the users. */
const ALLOWED = [
    ...RHEL_COMMANDS.filter((command) => command !== "guest-get-users"),
    ...["open", "read", "seek", "close"].map((command) => `guest-file-${command}`),
    "guest-exec",
    "guest-exec-status",
];

/** What a test talks to. */
interface Booted {
    readonly domain: TestDomain;
    readonly guest: GuestHandle;
    readonly agent: Agent;
    readonly files: GuestFiles;
    readonly commands: GuestCommands;
}

const textOf = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString();

const WANTED = {
    drive: { alias: DRIVE_ALIAS },
    timeoutSeconds: 1,
    failOn: "error",
    isFresh: true,
    secrets: [],
} as const;

const readFiles = async ({ files, commands }: Booted): Promise<void> => {
    expect(textOf(await files.read("/run/text", 1_000_000))).toBe(TEXT);
    expect(textOf(await files.read("/run/text", 70_001))).toBe(TEXT.slice(0, 70_001));
    expect(textOf(await files.readEnd("/run/text", 10))).toBe(TEXT.slice(-10));
    expect(textOf(await files.readEnd("/run/text", 1_000_000))).toBe(TEXT);
    expect(textOf(await files.read("/proc/sys/kernel/random/boot_id", 100))).toMatch(/^[0-9a-f-]{36}\n$/);
    expect(await files.read("/run/absent", 10)).toBeUndefined();
    expect(await files.read("/run", 10)).toBeUndefined();
    const open = await commands.run("sh", ["-c", "ls -l /proc/$(cat /run/qemu-ga.pid)/fd"], 10_000);
    expect(open?.output).toContain("/run/qemu-ga.log");
    expect(open?.output).not.toContain("/run/text");
};

const runPrograms = async ({ commands }: Booted): Promise<void> => {
    expect(await commands.run("sh", ["-c", "sleep 1; echo out; echo err >&2; exit 3"], 100)).toEqual({
        exitCode: 3,
        output: "out\n",
    });
    expect(await commands.run("sh", ["-c", "kill -9 $$"], 100)).toEqual({ output: "" });
    expect((await commands.run("cat", ["/run/text"], 50_000))?.output).toBe(TEXT.slice(0, 50_000));
    expect(await commands.run("/bin/absent", [], 100)).toBeUndefined();
    await expect(commands.run("/run/text", [], 100)).rejects.toThrow(RouteClosed);
};

describe("a guest", () => {
    const host = useTestHost();
    const { create } = lifeCycleOn(host);

    const boot = async (options: WantedGuest, script: (uuid: string) => string): Promise<Booted> => {
        const domain = await tinyGuest(host(), options);
        await create({ domain: domain.uuid, startDomain: true, userData: `#!/bin/sh\n${script(domain.uuid)}` });
        const guest: GuestHandle = {
            client: host().client,
            ref: await domain.ref(),
            signal: new AbortController().signal,
            warn: (warning) => {
                throw new Error(warning);
            },
            connectAnew: () => connect(host().uri, { environment: process.env }),
        };
        const agent = agentOf(guest);
        const commands = agentCommands(agent, guest.signal, realClock);
        return { domain, guest, agent, files: agentFiles(agent), commands };
    };

    it("is read and run by a real agent, which forbids in words that are understood", async () => {
        const booted = await boot(
            { late: true, allowed: ALLOWED },
            (uuid) => `printf '%s' '${TEXT}' >/run/text\n${playDone(uuid, { "modules-final": {} })}agent start\n`,
        );
        const { agent, guest, domain } = booted;
        await vi.waitFor(() => agent.ask("guest-ping"), { timeout: BOOT_MS, interval: 500 });
        await readFiles(booted);
        await runPrograms(booted);
        await expect(agent.ask("guest-get-users")).rejects.toThrow("the image forbids guest-get-users");
        await expect(agent.ask("guest-nonsense")).rejects.toThrow(RouteClosed);
        expect(await lookAtGuest(guest, WANTED)).toMatchObject({
            phase: "done",
            tool: "cloud-init",
            instanceId: domain.uuid,
            bootId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        });
        expect(await lookAtGuest(guest, { ...WANTED, by: "drive" })).toMatchObject({ phase: "done" });
    });

    it("lets one reader have its console, and the next one when that has gone", async () => {
        const { guest } = await boot({ terminal: "pty" }, () => `while sleep 1; do echo "${STAGE}"; done\n`);
        const machine = await lookAtMachine(guest, WANTED.drive);
        const untilSeen = async (eyes: Eyes): Promise<void> => {
            const look = async () => expect((await eyes.look(machine)).sight.stage).toBe("modules-final");
            await vi.waitFor(look, { timeout: BOOT_MS, interval: 200 });
        };
        const first = consoleEyes(guest);
        await untilSeen(first);
        const second = consoleEyes(guest);
        await second.look(machine);
        await vi.waitFor(() => expect(second.look(machine)).rejects.toThrow(CONSOLE_TAKEN), { timeout: 10_000 });
        await second.close();
        await untilSeen(first);
        await first.close();
        const third = consoleEyes(guest);
        await untilSeen(third);
        await third.close();
    });
});
