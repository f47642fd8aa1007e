import { describe, expect, it, vi } from "vitest";
import * as provider from "../../provider/index.ts";
import type { StateRecord } from "../../provider/model/state-record.ts";
import { UNKNOWN } from "../../provider/model/unknown.ts";
import { unsealed } from "../support/unsealed.ts";

const BASE = { connection: "qemu:///system", volumePrefix: "web", randomSeed: "" };

/** A secret in Pulumi's protocol. */
const sealed = (value: unknown): unknown => ({
    "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
    value,
});

describe("the entry that stored provider texts load", () => {
    it("has the six functions that they call, and nothing else", () => {
        expect(Object.keys(provider).sort()).toEqual(["check", "create", "delete", "diff", "read", "update"]);
    });
});

describe("diff", () => {
    const state = { ...BASE, pool: "default", imageDigest: "a", volume: "web.iso", drive: "stored" } as const;
    const olds = {
        ...state,
        volumeKey: "k",
        volumePath: "p",
        cloudinitId: "c",
        diskXml: "x",
    } as unknown as StateRecord;
    const text = { __provider: "exports.handler = …" };

    it("asks for an update of a state of the plugin, which lacks the text that finds this provider", async () => {
        expect((await provider.diff("web", olds, { ...state, ...text })).changes).toBe(true);
        expect((await provider.diff("web", { ...olds, ...text }, { ...state, ...text })).changes).toBe(false);
        // The plugin itself has no such text.
        expect((await provider.diff("web", { ...olds, ...text }, state)).changes).toBe(false);
        expect((await provider.diff("web", olds, state)).changes).toBe(false);
    });
});

describe("check", () => {
    it("reports each problem with its path in the reason, since the engine prints a property's value", async () => {
        const news = { ...BASE, adminPassword: ["hunter2"], pol: "x" };
        const { inputs, failures } = await provider.check({}, news);
        expect(failures).toMatchInlineSnapshot(`
          [
            {
              "property": "",
              "reason": "pol: unknown key; did you mean "pool"?",
            },
            {
              "property": "",
              "reason": "adminPassword: must be a string, not a list",
            },
          ]
        `);
        expect(inputs).toEqual({ ...news, adminPassword: sealed(news.adminPassword), randomSeed: sealed("") });
    });

    it("generates a seed of 64 bytes, a different one each time", async () => {
        const seeds = await Promise.all(
            [1, 2].map(async () => String(unsealed((await provider.check({}, BASE)).inputs)["randomSeed"])),
        );
        expect(seeds.map((seed) => Buffer.from(seed, "base64").length)).toEqual([64, 64]);
        expect(seeds[0]).not.toBe(seeds[1]);
    });

    it("marks inputs as secret, no matter who added them", async () => {
        const files = { "/etc/token": { content: "hunter2" } };
        const { inputs } = await provider.check({}, { ...BASE, hostname: "web", adminPassword: "hunter2", files });
        const sealedFiles = sealed({ "/etc/token": { content: sealed("hunter2") } });
        expect(inputs).toMatchObject({ hostname: "web", adminPassword: sealed("hunter2"), files: sealedFiles });
        expect(inputs).not.toHaveProperty("userData");
    });

    it("shows warnings to the user and continues", async () => {
        const write = vi.spyOn(process.stdout, "write").mockReturnValue(true);
        try {
            const news = { ...BASE, randomSeed: null, adminPassword: "hunter2" };
            expect((await provider.check({}, news)).failures).toEqual([]);
            const said = write.mock.calls.map(([text]) => String(text)).join("");
            expect(said).toContain("warning: config drive web: ");
            expect(said).not.toContain("hunter2");
        } finally {
            write.mockRestore();
        }
    });
});

describe("diff", () => {
    it("deletes before it replaces, since the new drive may need the old one's place", async () => {
        const { inputs } = await provider.check({}, { ...BASE, domain: "a" });
        const moved = { ...inputs, domain: "b" };
        expect(await provider.diff("web", inputs as unknown as StateRecord, moved)).toEqual({
            changes: true,
            replaces: ["domain"],
            deleteBeforeReplace: true,
        });
    });

    it.each<[string, Record<string, unknown>, string]>([
        ["what a refresh found", {}, 'config drive web: drive: "volume missing" => "stored"\n'],
        [
            "no plan while content isn't known",
            { drive: UNKNOWN },
            'config drive web: drive: "volume missing" => [unknown]\n',
        ],
        ["nothing of a drive that is replaced", { connection: "qemu:///session" }, ""],
    ])("says what the update repairs: %s", async (_, more, expected) => {
        const { inputs } = await provider.check({}, BASE);
        const write = vi.spyOn(process.stdout, "write").mockReturnValue(true);
        try {
            const state = { ...inputs, drive: "volume missing" } as unknown as StateRecord;
            expect(await provider.diff("web", state, { ...inputs, ...more })).toMatchObject({ changes: true });
            expect(write.mock.calls.map(([text]) => String(text)).join("")).toBe(expected);
        } finally {
            write.mockRestore();
        }
    });
});

describe("create", () => {
    it("says what is wrong with a URI", async () => {
        const { inputs } = await provider.check({}, { ...BASE, connection: "xen:///" });
        const news = inputs as unknown as Parameters<typeof provider.create>[0];
        await expect(provider.create(news)).rejects.toMatchObject({ code: "unsupported-uri" });
    });
});
