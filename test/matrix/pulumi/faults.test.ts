import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ADAPTER } from "../../pulumi/adapter.ts";
import { inspectImage, virsh } from "../../pulumi/host.ts";
import { defineDomain, type SingleHost } from "../../pulumi/single-host.ts";
import { closeSingleStack, openSingleStack } from "../../pulumi/single-stack.ts";
import type { Stack } from "../../pulumi/stack.ts";
import { FaultProxy } from "../../support/fault-proxy.ts";
import { IDE_CONTROLLER } from "../../support/host.ts";
import { runningProcesses } from "../../support/process-table.ts";
import { answerTo, type Moment, uploading } from "../libvirt/faults/moments.ts";
import { type Observation, record } from "../libvirt/faults/record.ts";

/** Processes that work in a folder and have an argument that ends so. */
const processesIn = (folder: string, word: string): readonly number[] =>
    runningProcesses()
        .filter((each) => each.folder === folder && each.command.some((argument) => argument.endsWith(word)))
        .map(({ pid }) => pid);

describe("pulumi up that is broken off", () => {
    let stack: Stack;
    let host: SingleHost;
    let proxy: FaultProxy;
    let variables: Record<string, string>;

    beforeEach(async () => {
        proxy = await FaultProxy.open(process.env["CONFIG_DRIVE_URI"] ?? "qemu:///system");
        const single = await openSingleStack();
        ({ stack, host } = single);
        defineDomain(stack.folder, host, IDE_CONTROLLER);
        variables = { ...single.variables, LIBVIRT_DEFAULT_URI: proxy.uri };
    });
    afterEach(async () => {
        proxy.untap();
        // A CLI that was killed leaves its children behind.
        for (const pid of processes("")) process.kill(pid, "SIGKILL");
        await closeSingleStack({ stack, host });
        await proxy.close();
    });

    const processes = (word: string): readonly number[] => processesIn(join(stack.folder, "project"), word);

    const signalAll = (word: string, signal: NodeJS.Signals): void => {
        const pids = processes(word);
        expect(pids).not.toEqual([]);
        for (const pid of pids) process.kill(pid, signal);
    };

    /** Images that the domain refers to; each is there and whole. */
    const mediaOfDomain = (): readonly string[] => {
        const xml = virsh("dumpxml", "--inactive", host.domain);
        const paths = [...xml.matchAll(/<source file='([^']+)'/g)].map(([, path = ""]) => path);
        for (const path of paths) expect(inspectImage(path).label).toBe("config-2");
        return paths;
    };

    const volumes = (): readonly string[] => readdirSync(join(stack.folder, "pool"));

    /** Runs `up` with a fault, and returns what it left. */
    const upWith = async (moment: Moment, strike: () => Promise<void>): Promise<string> => {
        let struck = 0;
        proxy.tap(async (packet) => {
            if (struck > 0 || !moment(packet)) return "pass";
            struck++;
            mediaOfDomain();
            await strike();
            return "pass";
        });
        const { code } = await stack.run(["up", "--yes", "--skip-preview"], variables);
        expect(code).not.toBe(0);
        expect(proxy.failures).toEqual([]);
        expect(struck).toBe(1);
        const attached = mediaOfDomain();
        const known = (await stack.export()).deployment.resources.some(({ type }) => type.endsWith(":ConfigDrive"));
        const volume = ["nothing", "one image"][volumes().length] ?? "images";
        return `${volume}${attached.length > 0 ? ", attached" : ""}${known ? ", in the state" : ""}`;
    };

    const expectConverged = async (): Promise<void> => {
        const { outputs } = await stack.drive();
        const path = String(outputs["volumePath"]);
        expect(mediaOfDomain()).toEqual([path]);
        expect(volumes()).toEqual([basename(path)]);
        expect(createHash("sha256").update(readFileSync(path)).digest("hex")).toBe(outputs["imageDigest"]);
        await stack.previewNothing(variables);
    };

    const convergeAndDestroy = async (observation: Observation): Promise<void> => {
        await stack.up(variables);
        await expectConverged();
        await stack.destroy(variables);
        expect(mediaOfDomain()).toEqual([]);
        expect(virsh("dumpxml", host.domain)).not.toContain("device='cdrom'");
        expect(volumes()).toEqual([]);
        record(observation);
    };

    it("`pulumi up` whose provider is killed in the middle of the upload", async () => {
        const fault = "`pulumi up` whose provider is killed in the middle of the upload";
        const left = await upWith(uploading, async () => signalAll(ADAPTER.process, "SIGKILL"));
        await convergeAndDestroy({ fault, times: 1, left: [left] });
    });

    it("`pulumi up` whose provider is killed after the attach", async () => {
        const fault = "`pulumi up` whose provider is killed after the attach";
        const left = await upWith(answerTo("domainAttachDeviceFlags"), async () =>
            signalAll(ADAPTER.process, "SIGKILL"),
        );
        await convergeAndDestroy({ fault, times: 1, left: [left] });
    });

    it("`pulumi up` interrupted in the middle of the upload", async () => {
        const fault = "`pulumi up` interrupted in the middle of the upload";
        const left = await upWith(uploading, async () => {
            signalAll("pulumi", "SIGINT");
            await sleep(500);
        });
        await convergeAndDestroy({ fault, times: 1, left: [left] });
    });

    it("`pulumi up` killed in the middle of the upload", async () => {
        const fault = "`pulumi up` killed in the middle of the upload";
        const left = await upWith(uploading, async () => {
            signalAll("pulumi", "SIGKILL");
            signalAll(ADAPTER.process, "SIGKILL");
        });
        // The CLI's lock is still there.
        await stack.succeed(["cancel", "--yes"]);
        await convergeAndDestroy({ fault, times: 1, left: [left] });
    });
});
