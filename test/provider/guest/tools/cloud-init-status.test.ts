import { describe, expect, it } from "vitest";
import { askCloudInit, judgeStatus } from "../../../../provider/guest/tools/cloud-init-status.ts";
import { commandsOf } from "./guest.ts";

const DATASOURCE = "DataSourceConfigDrive [net,ver=2][source=/dev/sr0]";
const UPDATED = "Thu, 01 Jan 1970 00:00:31 +0000";
const FAILURE = "Runparts: 1 failures (runcmd) in 1 attempted commands";

/** As 22.4 to 23.3 print it: no stages. */
const oldest = {
    _schema_version: "1",
    boot_status_code: "enabled-by-generator",
    datasource: "configdrive",
    detail: DATASOURCE,
    errors: [] as readonly string[],
    last_update: "Wed, 23 Nov 2022 09:24:27 +0000",
    schemas: { "1": {} },
    status: "done",
};

const stage = (start: number | null, finished: number | null, errors: readonly string[] = []): object => ({
    errors,
    recoverable_errors: {},
    start,
    finished,
});

/** As 23.4 and later print it: the stages too. */
const newer = {
    boot_status_code: "enabled-by-generator",
    datasource: "configdrive",
    detail: DATASOURCE,
    errors: [] as readonly string[],
    extended_status: "done",
    init: stage(6, 7),
    "init-local": stage(4, 5),
    last_update: UPDATED,
    "modules-config": stage(8, 9),
    "modules-final": stage(10, 31),
    recoverable_errors: {},
    stage: null,
    status: "done",
};

const judge = (output: object): ReturnType<typeof judgeStatus> => judgeStatus(`${JSON.stringify(output, null, 2)}\n`);

describe("what `cloud-init status` prints", () => {
    it("is done", () => {
        expect(judge(oldest)).toEqual({
            phase: "done",
            by: "agent",
            tool: "cloud-init",
            datasource: DATASOURCE,
            stages: [],
        });
        expect(judge(newer)).toMatchObject({ phase: "done", datasource: DATASOURCE });
        expect(judge(newer)?.stages.map(({ name, seconds }) => [name, seconds])).toEqual([
            ["init-local", 1],
            ["init", 1],
            ["modules-config", 1],
            ["modules-final", 21],
        ]);
    });

    it("is done with warnings if it is degraded", () => {
        const recoverable = { WARNING: ["no such key: foo"] };
        const degraded = {
            ...newer,
            extended_status: "degraded done",
            recoverable_errors: recoverable,
            init: { ...newer.init, recoverable_errors: recoverable },
        };
        expect(judge(degraded)).toMatchObject({ phase: "done" });
        expect(judge(degraded)?.stages[1]?.warnings).toEqual(["no such key: foo"]);
        const running = { status: "running", extended_status: "degraded running", stage: "modules-final" };
        expect(judge({ ...degraded, ...running })).toMatchObject({ phase: "running", stage: "modules-final" });
    });

    it("is running", () => {
        const early = { ...oldest, status: "running", detail: "Running in stage: init-local", datasource: null };
        expect(judge(early)).toMatchObject({ phase: "running", stage: "init-local" });
        expect(judge(early)?.datasource).toBeUndefined();
        const later = { ...newer, status: "running", extended_status: "running", stage: "init", init: stage(6, null) };
        expect(judge(later)).toMatchObject({ phase: "running", stage: "init" });
    });

    it("hasn't started", () => {
        for (const status of ["not started", "not run"]) {
            const early = { ...oldest, status, detail: "Systemd generator may not have run yet.", last_update: "" };
            expect(judge(early)).toMatchObject({ phase: "unseen", tool: "cloud-init" });
        }
    });

    it("has failed, or has errors and is still running", () => {
        const errors = [FAILURE];
        const failed = { ...newer, status: "error", errors, "modules-final": stage(10, 31, errors) };
        const running = {
            ...newer,
            status: "error",
            errors,
            init: stage(6, 7, errors),
            "modules-final": stage(10, null),
        };
        // 23.4 doesn't say in its extended status whether it still runs.
        for (const extended_status of ["error - done", "error"])
            expect(judge({ ...failed, extended_status })?.phase, extended_status).toBe("failed");
        for (const extended_status of ["error - running", "error"])
            expect(judge({ ...running, extended_status })?.phase, extended_status).toBe("running");
        expect(judge({ ...oldest, status: "error", errors, detail: FAILURE })).toMatchObject({
            phase: "failed",
            datasource: "configdrive",
            stages: [{ name: "cloud-init", errors }],
        });
    });

    it("has failed when systemd says that a unit did", () => {
        const words = "Failed due to systemd unit failure. Ensure all cloud-init services are enabled.";
        const dead = { ...newer, status: "error", "modules-final": stage(null, null) };
        expect(judge({ ...dead, extended_status: "error - done", errors: [words] })).toMatchObject({ phase: "failed" });
        expect(judge({ ...dead, extended_status: "error - done", errors: [words] })?.stages.at(-1)).toEqual({
            name: "cloud-init",
            errors: [words],
            warnings: [],
        });
        expect(judge({ ...dead, extended_status: "error" })).toMatchObject({ phase: "failed" });
        expect(judge({ ...dead, extended_status: "error" })?.stages.at(-1)?.errors).toEqual([
            "a systemd unit of cloud-init failed",
        ]);
    });

    it("is disabled, with the reason", () => {
        const off = { ...oldest, status: "disabled", datasource: "", detail: "Cloud-init disabled", last_update: "" };
        const why = (boot_status_code: string): unknown => judge({ ...off, boot_status_code })?.disabledBy;
        expect(judge(off)).toMatchObject({ phase: "disabled", tool: "cloud-init" });
        expect(why("disabled-by-generator")).toBe("no-datasource");
        expect(why("disabled-by-marker-file")).toBe("file");
        expect(why("disabled-by-kernel-cmdline")).toBe("kernel-argument");
        expect(why("disabled-by-kernel-command-line")).toBe("kernel-argument");
        expect(why("disabled-by-environment-variable")).toBe("environment");
        expect(why("toString")).toBeUndefined();
    });

    it("is judged by what ran if the user data switched cloud-init off for later boots", () => {
        const marked = { status: "disabled", boot_status_code: "disabled-by-marker-file" };
        expect(judge({ ...oldest, ...marked })).toMatchObject({ phase: "done" });
        expect(judge({ ...oldest, ...marked })?.disabledBy).toBeUndefined();
        expect(judge({ ...newer, ...marked, extended_status: "disabled" })?.phase).toBe("done");
        const running = { ...newer, ...marked, extended_status: "disabled", "modules-final": stage(10, null) };
        expect(judge(running)?.phase).toBe("running");
        const errors = { errors: [FAILURE], "modules-final": stage(10, 31, [FAILURE]) };
        expect(
            judge({ ...newer, ...marked, status: "error", extended_status: "error - disabled", ...errors })?.phase,
        ).toBe("failed");
    });

    it("isn't understood in other forms", () => {
        const usage =
            "usage: cloud-init status [-h] [-l] [-w]\ncloud-init status: error: unrecognized arguments: --format json\n";
        for (const output of [
            "",
            usage,
            "status: done\n",
            "null",
            "[]",
            "{}",
            '{"status": 1}',
            '{"status": "fine"}',
            '{"status":',
        ])
            expect(judgeStatus(output), output).toBeUndefined();
    });
});

describe("cloud-init that is asked", () => {
    const STATUS = "cloud-init status --format json";
    const ID = "cloud-init query instance_id";
    const BOOT = "cat /proc/sys/kernel/random/boot_id";

    it("also says which instance and which boot this is", async () => {
        const outputs = { [STATUS]: JSON.stringify(newer), [ID]: "an-id\n", [BOOT]: "a-boot\n" };
        expect(await askCloudInit(commandsOf(outputs))).toMatchObject({
            phase: "done",
            instanceId: "an-id",
            bootId: "a-boot",
        });
    });

    it("says nothing where it isn't, or isn't understood", async () => {
        expect(await askCloudInit(commandsOf({}))).toBeUndefined();
        expect(await askCloudInit(commandsOf({ [STATUS]: "status: done\n" }))).toBeUndefined();
    });

    it("is judged by what it prints, whatever its exit code", async () => {
        const commands = { run: async () => ({ exitCode: 2, output: JSON.stringify(newer) }) };
        expect(await askCloudInit(commands)).toMatchObject({ phase: "done", instanceId: undefined, bootId: undefined });
    });
});
