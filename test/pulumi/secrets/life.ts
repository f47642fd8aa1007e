import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { EventRecorder } from "../../support/events/recorder.ts";
import { isAtLeast } from "../../toolchain/version.mjs";
import { ADAPTER, ofSecretInputs } from "../adapter.ts";
import { inspectImage, recordEvents, virsh } from "../host.ts";
import { makeHost, removeHost, type SingleHost } from "../single-host.ts";
import { type Run, Stack } from "../stack.ts";
import { Canaries, type Owner } from "./canary.ts";
import { type Declaration, declareSecrets, declareStrange, declareWrong } from "./declaration.ts";
import { hostLogs } from "./host-log.ts";
import { leakIn, printedTraces, type Trace } from "./trace.ts";
import { Witness } from "./witness.ts";

const NETWORK_DATA = {
    links: [{ id: "nic0", type: "phy", ethernet_mac_address: "52:54:00:00:00:01" }],
    networks: [{ id: "network0", type: "ipv4_dhcp", link: "nic0" }],
};

/** Names of what a preview shows as changed of the drive, in the order in which it does. */
const changesIn = (preview: string): readonly string[] =>
    (/:ConfigDrive: \(update\)(.*?)--outputs:--/s.exec(preview)?.[1] ?? "")
        .split("\n")
        .map((line) => /^ {6,}[~+-] "?([\w./-]+)/.exec(line)?.[1] ?? "")
        .filter((name) => name !== "");

/** The files of the drive with secrets in them, as a preview lists them. */
const SECRET_FILES = [
    "ec2/latest/user-data",
    ...["0000", "0001", "0002"].map((name) => `openstack/content/${name}`),
    ...["meta_data.json", "user_data", "vendor_data.json", "vendor_data2.json"].map(
        (name) => `openstack/latest/${name}`,
    ),
    "root.txt",
];

/** Where Pulumi hands a program the configuration of its stack. */
const CONFIGURATION = /^environment of a process: PULUMI_CONFIG=$/;

/** Where Pulumi itself shows secrets, those of the resource beside the drive too: when it no longer does, this fails. */
const BY_PULUMI = [
    CONFIGURATION,
    // What the SDK says with --debug; in previews a resource that is new or changes has its inputs for outputs.
    /^pulumi preview: (debug: |eventSink::Debug\(<\{%reset%\}>)?RegisterResource RPC finished: /,
];

/** What else the log of a CLI before 3.276 shows: the properties that it sends and receives. */
const BY_OLD_CLIS = isAtLeast(execFileSync("pulumi", ["version"], { encoding: "utf8" }), "3.276.0")
    ? []
    : [/^pulumi \w+: (Unm|M)arshaling property for RPC\[/];

/** All that the CLI can be made to tell. */
const DETAILS = ["--logtostderr", "-v=9"];
const OPERATIONS = ["preview", "up", "refresh", "destroy"];

const UP = ["up", "--yes", "--skip-preview", "--diff"];

/** What it declares has no type, since some of it is wrong. */
const FAST = { PULUMI_NODEJS_TRANSPILE_ONLY: "true" };

/** A stack's whole life, with a witness who looks for its secrets everywhere. */
export const describeSecrets = ({ isDetailed }: { readonly isDetailed: boolean }): void => {
    describe(`the secrets of a stack that runs ${isDetailed ? "with all debug logs" : "plainly"}`, () => {
        const drive = new Canaries("drive");
        const other = new Canaries("other");
        const traces: Trace[] = [];
        let stack: Stack;
        let host: SingleHost;
        let witness: Witness;
        let temporary: string;
        let events: EventRecorder;

        const detailsOf = ([command = ""]: readonly string[]): readonly string[] => {
            if (!isDetailed) return [];
            return OPERATIONS.includes(command) ? [...DETAILS, "--debug"] : DETAILS;
        };
        /** Runs a command, and records all that it prints. */
        const run = async (args: readonly string[], input?: string): Promise<Run> => {
            const variables = { ...FAST, POOL: host.pool, DOMAIN: host.uuid, TMPDIR: temporary };
            const ended = await stack.run([...args, ...detailsOf(args)], variables, input);
            for (const printed of [ended.stdout, ended.stderr]) {
                traces.push(...printedTraces(`pulumi ${args[0]}`, printed));
            }
            return ended;
        };
        const succeed = async (args: readonly string[], input?: string): Promise<string> => {
            const { code, output } = await run(args, input);
            if (code !== 0) throw new Error(`pulumi ${args.join(" ")} ended with ${code}:\n${output}`);
            return output;
        };
        const fail = async (args: readonly string[]): Promise<string> => {
            const { code, output } = await run(args);
            expect(code).not.toBe(0);
            return output;
        };
        const declare = (change: number, declarationOf: (canaries: Canaries) => Declaration): void => {
            const declarations = { drive: declarationOf(drive), other: { ...declarationOf(other), change } };
            writeFileSync(join(stack.folder, "declaration.json"), JSON.stringify(declarations));
        };
        const declareChange = (change: number, more: Declaration = {}): void =>
            declare(change, (canaries) => ({ ...declareSecrets(canaries, change), ...more }));
        const pathOf = (volume = ""): string => join(stack.folder, "pool", volume);
        const onlyImage = (): string => {
            const [volume, ...others] = readdirSync(pathOf());
            expect(others).toEqual([]);
            return pathOf(volume);
        };
        /** Brings the stack up, and watches for digests of the files that now are on the drive. */
        const up = async (): Promise<void> => {
            await succeed(UP);
            const secret = inspectImage(onlyImage()).files.filter(({ path }) => !path.endsWith("/meta-data.json"));
            expect(secret.length).toBeGreaterThan(20);
            for (const { sha256 } of secret) drive.watchDigest(sha256);
        };

        beforeAll(async () => {
            stack = new Stack("secrets");
            temporary = join(stack.folder, "tmp");
            mkdirSync(temporary);
            events = await recordEvents();
            host = makeHost(stack.folder);
            witness = new Witness(temporary);
            await stack.init();
            await succeed(["config", "set", "drive", "--secret"], drive.plant("configured"));
            await succeed(["config", "set", "other", "--secret"], other.plant("configured"));
        });
        afterAll(async () => {
            witness.stop();
            await stack.remove();
            removeHost(host);
            await events.stop();
        });

        it("go through refusals of all kinds", async () => {
            const wrong = Object.keys(declareWrong(drive));
            expect(wrong.length).toBeGreaterThan(3);
            for (const kind of wrong) {
                declare(0, (canaries) => ({ ...declareSecrets(canaries, 0), ...declareWrong(canaries)[kind] }));
                expect(await fail(["preview", "--diff"])).toContain("has a problem");
            }
            declare(0, declareStrange);
            expect(await succeed(["preview", "--diff"])).toMatch(
                /userData: doesn't start with a header guests recognise/,
            );
        });

        it("go through a preview, and creations that fail", async () => {
            declareChange(0);
            const preview = await succeed(["preview", "--diff"]);
            declareChange(0, { pool: "no-such-pool" });
            expect(await fail(UP)).toContain('in pool "no-such-pool": the host has no such pool');
            declareChange(0, { networkData: NETWORK_DATA });
            expect(await fail(UP)).toContain("networkData.links[0].ethernet_mac_address: domain");
            const [, volume] = /volume +: "(drive-[^"]+)"/.exec(preview) ?? [];
            writeFileSync(pathOf(volume), "another content");
            const other = [pathOf(volume), "hdd", "--type", "cdrom", "--mode", "readonly", "--config"];
            virsh("attach-disk", host.domain, ...other);
            declareChange(0);
            expect(await fail(UP)).toMatch(/has other content, and domain "[^"]+" uses it at hdd\./);
            virsh("detach-disk", host.domain, "hdd", "--config");
            rmSync(pathOf(volume));
        });

        it("come onto the drive", async () => {
            await up();
            const image = readFileSync(onlyImage(), "latin1");
            expect(drive.firstIn(image)).toBeGreaterThan(0);
            expect(other.firstIn(image)).toBe(-1);
            expect(virsh("domstate", host.domain)).toBe("running");
            expect(await events.take(host.domain)).toEqual(["Defined", "Started with the drive"]);
        });

        it("show in a preview by keyed digests of their files, without a size, beside the files that hold none", async () => {
            declareChange(1);
            const secret = changesIn(await succeed(["preview", "--diff"]));
            const keyed = SECRET_FILES.flatMap((path) => [path, "hmacSha256"]);
            expect(secret).toEqual([
                ...ofSecretInputs("adminPassword"),
                "contents",
                ...keyed,
                ...ofSecretInputs("extraMetaData", "token"),
                ...ofSecretInputs("files", "/etc/bytes", "base64", "/etc/text", "content"),
                "imageDigest",
                ...ofSecretInputs("randomSeed", "rootFiles", "root.txt", "content", "triggers", "userData"),
                ...ofSecretInputs("vendorData", "nested", "deep", "vendorData2", "static", "deep"),
                "volume",
            ]);
            declareChange(0, { userData: "#cloud-config\n" });
            const alone = changesIn(await succeed(["preview", "--diff"]));
            const ofUserData = ["ec2/latest/user-data", "openstack/latest/user_data"];
            const changed = ofUserData.flatMap((path) => [path, "hmacSha256"]);
            expect(alone).toEqual(["contents", ...changed, "imageDigest", ...ofSecretInputs("userData"), "volume"]);
            declareChange(0, { ec2: { "instance-id": "i-0000002b" } });
            const nothing = changesIn(await succeed(["preview", "--diff"]));
            expect(nothing).toEqual([
                "contents",
                "ec2/latest/meta-data.json",
                "sha256",
                "ec2",
                "instance-id",
                "imageDigest",
                "volume",
            ]);
        });

        it("go through updates, one of which fails", async () => {
            declareChange(1);
            await up();
            declareChange(2, { pool: "no-such-pool" });
            expect(await fail(UP)).toContain('in pool "no-such-pool": the host has no such pool');
            declareChange(2);
            await up();
            await succeed(["preview", "--diff", "--expect-no-changes"]);
        });

        it("go through refreshes, after others changed the drive as well", async () => {
            await succeed(["refresh", "--yes", "--diff", "--expect-no-changes"]);
            const image = readFileSync(onlyImage());
            image.write("X", drive.firstIn(image.toString("latin1")));
            writeFileSync(onlyImage(), image);
            virsh("change-media", host.domain, "hda", "--eject", "--live", "--force");
            expect(await succeed(["refresh", "--yes", "--diff"])).toMatch(/altered|ejected/);
            // The other one is updated too, to tell what Pulumi shows then.
            declare(3, (canaries) => declareSecrets(canaries, 2));
            await up();
            await succeed(["refresh", "--yes", "--diff", "--expect-no-changes"]);
        });

        it("go through everything that tells of a stack", async () => {
            for (const args of [
                ["stack"],
                ["stack", "export"],
                ["stack", "history", "--json"],
                ["stack", "output", "--json", "--show-secrets"],
                ["config"],
            ]) {
                await succeed(args);
            }
            for (const args of [["dumpxml"], ["dumpxml", "--inactive"]]) {
                traces.push({ where: `virsh ${args.join(" ")}`, text: virsh(...args, host.domain) });
            }
        });

        it("go with the drive", async () => {
            await succeed(["destroy", "--yes", "--skip-preview"]);
            expect(await events.take(host.domain)).toEqual([]);
            expect(readdirSync(pathOf())).toEqual([]);
        });

        it("were nowhere but on the drive, and where Pulumi itself shows the secrets of any resource", () => {
            const seen = witness.stop();
            for (const kind of ["arguments of a process", "environment of a process", "temporary file"]) {
                expect(seen.filter(({ where }) => where.startsWith(kind))).not.toEqual([]);
            }
            expect(seen.filter(({ text }) => text.includes(ADAPTER.process))).not.toEqual([]);
            const files = stack.files().map(({ path, text }) => ({ where: path, text }));
            expect(files.length).toBeGreaterThan(5);
            const all = [...traces, ...seen, ...files, ...hostLogs(host.domain)];
            const leaks = (owner: Owner, canaries: Canaries): readonly string[] =>
                [...new Set(all.map((trace) => leakIn(trace, owner, canaries)))].filter((leak) => leak !== undefined);
            const ofAnyResource = leaks("other", other);
            const found = leaks("drive", drive);
            const isByPulumi = (leak: string): boolean =>
                (BY_PULUMI.some((kind) => kind.test(leak)) && ofAnyResource.includes(leak)) ||
                BY_OLD_CLIS.some((kind) => kind.test(leak) && ofAnyResource.some((each) => kind.test(each)));
            expect(found.filter((leak) => !isByPulumi(leak))).toEqual([]);
            const kinds = BY_PULUMI.filter((kind) => found.some((leak) => kind.test(leak)));
            expect(kinds).toEqual(isDetailed && ADAPTER.previewsInputs ? BY_PULUMI : [CONFIGURATION]);
        });
    });
};
