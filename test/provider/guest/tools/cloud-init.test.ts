import { describe, expect, it } from "vitest";
import type { Sight } from "../../../../provider/guest/sight.ts";
import { readCloudInit } from "../../../../provider/guest/tools/cloud-init.ts";
import { filesOf } from "./guest.ts";

const ID = "6f1b7e0c-90a7-4d7e-9f3b-4d2c3a1e5b60";
const BOOT = "d1f3a8c2-5b47-4f0e-8a61-0c9b7e2d4f35";
const DATASOURCE = "DataSourceConfigDrive [net,ver=2][source=/dev/sr0]";

const AROUND = {
    "/run/cloud-init/.instance-id": `${ID}\n`,
    "/proc/sys/kernel/random/boot_id": `${BOOT}\n`,
};

interface Documents {
    readonly status?: unknown;
    readonly result?: unknown;
    readonly others?: Readonly<Record<string, string>>;
}

const textOf = (document: unknown): string => (typeof document === "string" ? document : JSON.stringify(document));

const read = ({ status, result, others = AROUND }: Documents): Promise<Sight | undefined> =>
    readCloudInit(
        filesOf({
            ...others,
            ...(status === undefined ? {} : { "/run/cloud-init/status.json": textOf(status) }),
            ...(result === undefined ? {} : { "/run/cloud-init/result.json": textOf(result) }),
        }),
    );

const never = { errors: [], start: null, finished: null };
const stage = (start: number, finished: number | null, errors: readonly string[] = []): object => ({
    errors,
    start,
    finished,
});

/** As 22.1 to 23.3 write it: seconds since 1970, no recoverable errors. */
const OLD = {
    v1: {
        datasource: DATASOURCE,
        stage: null,
        "init-local": stage(1669195400.10352, 1669195401.60552),
        init: stage(1669195402.5, 1669195404.25),
        "modules-init": never,
        "modules-config": stage(1669195405, 1669195406),
        "modules-final": stage(1669195407, 1669195467.5),
    },
};

/** As 24.2 to 26.2 write it: seconds since the kernel's start, recoverable errors. */
const NEW = {
    v1: {
        datasource: DATASOURCE,
        stage: null,
        "init-local": { errors: [], recoverable_errors: {}, start: 4.31, finished: 4.88 },
        init: {
            errors: [],
            recoverable_errors: { DEPRECATED: ["'chpasswd.list' is deprecated"], WARNING: ["no such key: foo"] },
            start: 6.02,
            finished: 7.45,
        },
        "modules-config": { errors: [], recoverable_errors: {}, start: 8.1, finished: 9.9 },
        "modules-final": { errors: [], recoverable_errors: {}, start: 10.4, finished: 31.2 },
    },
};

const RESULT = { v1: { datasource: DATASOURCE, errors: [] } };

describe("cloud-init's files", () => {
    it("aren't there before it starts", async () => {
        expect(await read({ others: {} })).toBeUndefined();
        expect(await read({ others: AROUND })).toBeUndefined();
    });

    it("say that an old version is done, with the time of each stage", async () => {
        expect(await read({ status: OLD, result: RESULT })).toEqual({
            phase: "done",
            by: "agent",
            tool: "cloud-init",
            datasource: DATASOURCE,
            instanceId: ID,
            bootId: BOOT,
            stages: [
                { name: "init-local", seconds: 1.502, errors: [], warnings: [] },
                { name: "init", seconds: 1.75, errors: [], warnings: [] },
                { name: "modules-config", seconds: 1, errors: [], warnings: [] },
                { name: "modules-final", seconds: 60.5, errors: [], warnings: [] },
            ],
        });
    });

    it("list recoverable errors of new versions as warnings, and the boot as done", async () => {
        const sight = await read({ status: NEW, result: RESULT });
        expect(sight?.phase).toBe("done");
        expect(sight?.stages.map(({ name, seconds, warnings }) => [name, seconds, ...warnings])).toEqual([
            ["init-local", 0.57],
            ["init", 1.43, "'chpasswd.list' is deprecated", "no such key: foo"],
            ["modules-config", 1.8],
            ["modules-final", 20.8],
        ]);
    });

    it("say which stage runs, or that none does", async () => {
        const running = { v1: { ...NEW.v1, stage: "modules-final", "modules-final": stage(10.4, null) } };
        expect(await read({ status: running })).toMatchObject({ phase: "running", stage: "modules-final" });
        const between = { v1: { ...NEW.v1, "modules-final": never } };
        const sight = await read({ status: between });
        expect(sight).toMatchObject({ phase: "running", datasource: DATASOURCE, bootId: BOOT });
        expect(sight?.stage).toBeUndefined();
        expect(sight?.stages.map(({ name }) => name)).toEqual(["init-local", "init", "modules-config"]);
    });

    it("say that a boot is running when its last stage has ended but the result isn't written", async () => {
        expect((await read({ status: NEW }))?.phase).toBe("running");
    });

    it("say what failed, stage by stage, once the last one has ended", async () => {
        const errors = ["Runparts: 1 failures (runcmd) in 1 attempted commands"];
        const failed = { v1: { ...NEW.v1, "modules-final": { ...stage(10.4, 31.2), errors } } };
        expect((await read({ status: failed }))?.phase).toBe("running");
        const sight = await read({ status: failed, result: { v1: { datasource: DATASOURCE, errors } } });
        expect(sight?.phase).toBe("failed");
        expect(sight?.stages.filter((each) => each.errors.length > 0)).toEqual([
            { name: "modules-final", seconds: 20.8, errors, warnings: [] },
        ]);
    });

    it("say a message once, although new versions list that of init-local in all stages", async () => {
        const shared = { errors: ["no network"], recoverable_errors: { WARNING: ["slow disk"] } };
        const all = { "init-local": shared, init: shared, "modules-config": shared, "modules-final": shared };
        const status = { v1: { ...all, "init-local": { ...shared, start: 4, finished: 5 }, stage: null } };
        const sight = await read({ status, result: { v1: { errors: ["no network", "no network"] } } });
        expect(sight?.stages).toEqual([
            { name: "init-local", seconds: 1, errors: ["no network"], warnings: ["slow disk"] },
        ]);
    });

    it("add errors that only the result has", async () => {
        const result = { v1: { datasource: DATASOURCE, errors: ["lost"] } };
        const sight = await read({ status: NEW, result });
        expect(sight?.phase).toBe("failed");
        expect(sight?.stages.at(-1)).toEqual({ name: "cloud-init", errors: ["lost"], warnings: [] });
        expect(await read({ result })).toMatchObject({ phase: "failed", datasource: DATASOURCE });
    });

    it("show a stage that was killed", async () => {
        const sight = await read({ status: { v1: { ...NEW.v1, init: stage(6, null) } }, result: RESULT });
        expect(sight?.phase).toBe("failed");
        expect(sight?.stages[1]?.errors).toEqual(["started and didn't finish"]);
    });

    it("show an exception without a message, which is an error too", async () => {
        const status = { v1: { ...NEW.v1, init: stage(6, 7, [""]) } };
        const sight = await read({ status, result: { v1: { datasource: DATASOURCE, errors: [""] } } });
        expect(sight?.phase).toBe("failed");
        expect(sight?.stages.flatMap(({ errors }) => errors)).toEqual(["(no message)"]);
    });

    it("give no seconds where the clock was set", async () => {
        const times = [
            [12.5, 1669195404.25],
            [1669195404.25, 12.5],
            ["1", "2"],
            [1, null],
        ];
        for (const [start, finished] of times) {
            const status = { v1: { ...OLD.v1, init: { errors: [], start, finished } } };
            const found = (await read({ status }))?.stages.find(({ name }) => name === "init");
            expect(found?.seconds, `${start} ${finished}`).toBeUndefined();
        }
    });

    it("judge a machine by what it did, not by a mark that switches cloud-init off from the next boot on", async () => {
        const others = { ...AROUND, "/etc/cloud/cloud-init.disabled": "" };
        expect((await read({ status: NEW, result: RESULT, others }))?.phase).toBe("done");
    });

    it("read the result before the status, so that the status of an ended boot is the last one", async () => {
        const files = filesOf({});
        await readCloudInit(files);
        expect(files.paths.slice(0, 2)).toEqual(["/run/cloud-init/result.json", "/run/cloud-init/status.json"]);
    });
});

describe("cloud-init that didn't run", () => {
    const off = { ...AROUND, "/run/cloud-init/disabled": "" };

    it("found no drive, or was switched off by a file or an argument of the kernel", async () => {
        const kernel = { "/proc/cmdline": "BOOT_IMAGE=/vmlinuz root=/dev/vda1 cloud-init=disabled quiet\n" };
        const plain = { "/proc/cmdline": "BOOT_IMAGE=/vmlinuz root=/dev/vda1 xcloud-init=disabled\n" };
        const file = { "/etc/cloud/cloud-init.disabled": "" };
        const why = async (others: Readonly<Record<string, string>>): Promise<unknown> =>
            (await read({ others: { ...off, ...others } }))?.disabledBy;
        expect(await why({})).toBe("no-datasource");
        expect(await why(plain)).toBe("no-datasource");
        expect(await why({ ...plain, ...file })).toBe("file");
        expect(await why({ ...kernel, ...file })).toBe("kernel-argument");
        expect(await read({ others: off })).toEqual({
            phase: "disabled",
            disabledBy: "no-datasource",
            by: "agent",
            tool: "cloud-init",
            stages: [],
            bootId: BOOT,
        });
    });
});

describe("files that cloud-init didn't write", () => {
    it.each([
        ["nothing", ""],
        ["a list", "[]"],
        ["null", "null"],
        ["half a document", '{"v1": {"stage": "in'],
        ["bytes", "\u0000\u00ff"],
        ["deep lists", "[".repeat(100_000)],
    ])("are as none: %s", async (_, status) => {
        expect(await read({ status })).toBeUndefined();
        expect(await read({ status, result: status })).toBeUndefined();
    });

    it("with values of other types are judged as far as they go", async () => {
        const odd = {
            "init-local": 7,
            init: { errors: { a: ["x"] }, recoverable_errors: { X: ["y", null], Y: 5 }, start: "soon", finished: true },
            "modules-final": { errors: "broken", recoverable_errors: "z", start: 1e308, finished: -1e308 },
            stage: ["init"],
            datasource: { toString: "x" },
            __proto__: { stage: "init" },
        };
        expect(await read({ status: { v1: odd }, result: { v1: "text" } })).toMatchObject({
            phase: "failed",
            stages: [
                { name: "init", errors: ['{"a":["x"]}'], warnings: ["y", "null", "5"] },
                { name: "modules-final", errors: ["broken"] },
            ],
        });
        expect((await read({ status: { v1: odd } }))?.stage).toBeUndefined();
    });

    it("with more or longer messages than anybody reads are shortened", async () => {
        const errors = Array.from({ length: 2000 }, (_, index) => `${index} ${"x".repeat(index === 0 ? 9000 : 1)}`);
        const sight = await read({ status: { v1: { ...OLD.v1, init: { ...stage(1, 2), errors } } }, result: RESULT });
        const shown = sight?.stages[1]?.errors ?? [];
        expect(shown).toHaveLength(51);
        expect(shown[0]).toHaveLength(4001);
        expect(shown.at(-1)).toBe("… and 1950 more");
    });

    it("larger than any of cloud-init's leave the result to judge by", async () => {
        const status = { v1: { ...NEW.v1, padding: "x".repeat(2 ** 20) } };
        expect(await read({ status })).toBeUndefined();
        expect((await read({ status, result: RESULT }))?.phase).toBe("done");
    });

    it("make no id of more than a short line", async () => {
        const others = (text: string): Readonly<Record<string, string>> => ({
            "/run/cloud-init/.instance-id": text,
            "/proc/sys/kernel/random/boot_id": text,
        });
        for (const text of ["", " \n", "a\nb", "a\u001b[2J", "x".repeat(300)]) {
            const sight = await read({ status: NEW, others: others(text) });
            expect([sight?.instanceId, sight?.bootId], JSON.stringify(text)).toEqual([undefined, undefined]);
        }
    });
});
