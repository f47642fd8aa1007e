import { spawn } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Daemon } from "../../../bench/fleet/daemon.ts";

const repository = resolve(import.meta.dirname, "..", "..", "..");

interface Run {
    readonly code: number | null;
    readonly out: string;
    readonly err: string;
}

/** One drive of the example, in a domain of the same name. */
const driveOf = (name: string, motd: string) => ({
    domain: name,
    pool: "fleet-0",
    hostname: name,
    files: { "/etc/motd": { content: motd } },
});

describe("the example of a fleet, on two hosts and one that can't be reached", () => {
    let folder: string;
    let daemons: readonly Daemon[];

    const writeHosts = (motd: string): void => {
        const [first, second] = daemons.map(({ uri }) => uri);
        const hosts = {
            kvm1: { connection: first, drives: { a: driveOf("a", motd), b: driveOf("b", "same") } },
            gone: {
                connection: `qemu:///system?socket=${join(folder, "gone")}`,
                drives: { c: driveOf("c", "same") },
            },
            kvm2: { connection: second, drives: { d: driveOf("d", "same") } },
        };
        writeFileSync(join(folder, "project", "hosts.json"), JSON.stringify(hosts));
    };

    const run = async (...args: readonly string[]): Promise<Run> => {
        const child = spawn(process.execPath, ["index.ts", ...args], {
            cwd: join(folder, "project"),
            env: {
                ...process.env,
                PULUMI_HOME: join(folder, "home"),
                PULUMI_BACKEND_URL: `file://${join(folder, "state")}`,
                PULUMI_CONFIG_PASSPHRASE: "a passphrase of the tests",
                NO_COLOR: "1",
            },
            stdio: ["ignore", "pipe", "pipe"],
        });
        const printed = { out: "", err: "" };
        child.stdout.setEncoding("utf8").on("data", (text: string) => {
            printed.out += text;
        });
        child.stderr.setEncoding("utf8").on("data", (text: string) => {
            printed.err += text;
        });
        const code = await new Promise<number | null>((done, fail) => child.on("close", done).on("error", fail));
        return { code, ...printed };
    };

    const countImages = (): readonly number[] => daemons.map(({ images }) => images);

    beforeAll(async () => {
        // Short: QEMU's sockets are below it. The daemons run as another user if this one is root.
        folder = mkdtempSync(join(tmpdir(), "cdx-"));
        chmodSync(folder, 0o755);
        for (const name of ["project", "home", "state"]) mkdirSync(join(folder, name));
        symlinkSync(join(repository, "node_modules"), join(folder, "project", "node_modules"));
        copyFileSync(join(repository, "examples", "fleet", "index.ts"), join(folder, "project", "index.ts"));
        daemons = ["1", "2"].map((name) => new Daemon(join(folder, name), join(folder, "cache"), 1));
        for (const daemon of daemons) await daemon.start();
        await Promise.all(daemons.map((daemon, index) => daemon.define(index === 0 ? ["a", "b"] : ["d"])));
        writeHosts("first");
    });
    afterAll(async () => {
        await Promise.all(daemons.map((daemon) => daemon.stop()));
        rmSync(folder, { recursive: true, force: true });
    });

    it("creates the drives of both hosts, and says why it can't create the third's", async () => {
        const { code, out } = await run("up", "--parallel", "2");
        expect(code).toBe(1);
        expect(out).toMatch(/^kvm1 +[\d.]+ s {2}ok {6}3 create$/m);
        expect(out).toMatch(/^kvm2 +[\d.]+ s {2}ok {6}2 create$/m);
        expect(out).toMatch(/^gone +[\d.]+ s {2}failed {2}.*connect to .*\/gone/m);
        // In the order of the file, whichever ended first.
        expect(out.trimEnd().split("\n")).toHaveLength(3);
        expect([...out.matchAll(/^\S+/gm)].flat()).toEqual(["kvm1", "gone", "kvm2"]);
        expect(countImages()).toEqual([2, 1]);
    });

    it("plans a change for the one host that it is about", async () => {
        writeHosts("second");
        const { code, out } = await run("preview");
        expect(code).toBe(0);
        expect(out).toMatch(/^kvm1 .* ok {6}.*\b1 update\b/m);
        expect(out).toMatch(/^kvm2 .* ok {6}2 same$/m);
        expect(out).toMatch(/^gone .* ok {6}.*\b1 create\b/m);
    });

    it("refreshes what is there", async () => {
        const { code, out } = await run("refresh");
        expect(code).toBe(0);
        expect(out).toMatch(/^kvm1 .* ok {6}3 same$/m);
    });

    it("destroys all, and leaves nothing on the hosts", async () => {
        const { code, out } = await run("destroy", "--parallel", "1");
        expect(out).toMatch(/^kvm1 .* ok {6}3 delete$/m);
        expect(out).toMatch(/^kvm2 .* ok {6}2 delete$/m);
        expect(code).toBe(0);
        expect(countImages()).toEqual([0, 0]);
    });

    it("explains its options", async () => {
        for (const args of [[], ["apply"], ["up", "--parallel", "0"]]) {
            const { code, err } = await run(...args);
            expect(err).toContain("usage: node index.ts preview|up|refresh|destroy");
            expect(code).toBe(2);
        }
    });
});
