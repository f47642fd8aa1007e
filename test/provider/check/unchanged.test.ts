import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkDeclaration } from "../../../provider/check/declaration.ts";
import type { Checked } from "../../../provider/check/plan.ts";
import type { RawInputs } from "../../../provider/model/inputs.ts";
import { VERSION } from "../../../provider/model/version.ts";
import { FULL } from "../spec/reading.ts";

const BASE: RawInputs = { connection: "qemu:///system", __defaultVolumePrefix: "web", randomSeed: "" };
const DECLARED: RawInputs = { ...BASE, hostname: "web-1", userData: "#cloud-config\npackages: [nginx]\n" };

const drawn = (size: number): Uint8Array => new Uint8Array(size).fill(7);

const check = (olds: RawInputs, news: RawInputs): Promise<Checked> => checkDeclaration(olds, news, drawn);

/** Inputs as the engine returns them: through JSON, and with the keys in its own order. */
const stored = ({ inputs }: Pick<Checked, "inputs">): RawInputs =>
    JSON.parse(JSON.stringify(Object.fromEntries(Object.entries(inputs).sort())));

/** Changes to a declaration; each alone would pass. */
const CHANGES: readonly RawInputs[] = [
    { hostname: "web-2" },
    { userData: undefined },
    { userData: "#!/bin/sh\n" },
    { meta: { role: "db" } },
    { meta: {} },
    { domain: "web" },
    { domain: "83679162-1378-4288-a2d4-70e13ec132aa" },
    { domain: "web", ejected: true },
    { format: "vfat" },
    { pool: "other" },
    { volumePrefix: "other" },
    { metadataVersions: "latest" },
    { metadataVersions: [], rootFiles: { a: { content: "a" } } },
    { randomSeed: null },
    { randomSeed: "AAECAwQFBgcICQoLDA0ODw==" },
    { timeouts: { create: 7 } },
    { files: { "/etc/motd": { content: "hello\n" } } },
];

describe("checkDeclaration of what the last run checked", () => {
    it.each([
        ["a small declaration", DECLARED],
        ["one with a network", { ...DECLARED, networkData: FULL.networkData }],
    ])("gives the same for %s, and builds nothing", async (_, news) => {
        const first = await check({}, news);
        expect([first.problems, first.warnings]).toEqual([[], []]);
        expect(first.inputs["__checkedBy"]).toBe(VERSION);
        expect(first.built).toBeDefined();
        const again = await check(stored(first), news);
        expect(again.built).toBeUndefined();
        expect(again).toEqual({ inputs: first.inputs, problems: [], warnings: [] });
    });

    it("reports the same as a full check, after any change", async () => {
        const change = fc.constantFrom({}, ...CHANGES);
        await fc.assert(
            fc.asyncProperty(change, change, change, async (kept, before, after) => {
                const first = await check({}, { ...DECLARED, ...kept, ...before });
                const olds = stored(first);
                const news = { ...DECLARED, ...kept, ...after };
                const { built: _, ...now } = await check(olds, news);
                // The state of an older version, after which everything is checked.
                const { __checkedBy: __, ...unmarked } = olds;
                const { built: ___, ...whole } = await check(unmarked, news);
                expect(now).toEqual(whole);
            }),
        );
    });

    it("builds again if anything in the declaration differs", async () => {
        const first = stored(await check({}, DECLARED));
        for (const change of CHANGES) {
            const { built, problems } = await check(first, { ...DECLARED, ...change });
            expect([change, problems, built !== undefined]).toEqual([change, [], true]);
        }
    });

    it("knows a file of an asset by its hash, and builds again where a text takes its place", async () => {
        const SIGNATURE = "4dabf18193072939515e22adb298388d";
        const bytes = readFileSync(import.meta.filename);
        const hash = createHash("sha256").update(bytes).digest("hex");
        const asset = (more: object): RawInputs => ({
            ...DECLARED,
            files: { "/a": { [SIGNATURE]: "c44067f5952c0a294b673a41bacd8c17", hash, ...more } },
        });
        const file = await check({}, asset({ path: import.meta.filename }));
        expect([file.problems, file.built !== undefined]).toEqual([[], true]);
        const moved = await check(stored(file), asset({ path: "/elsewhere" }));
        expect([moved.problems, moved.built]).toEqual([[], undefined]);
        const text = await check(stored(file), asset({ text: bytes.toString() }));
        expect([text.problems, text.built !== undefined]).toEqual([[], true]);
        expect(text.inputs["imageDigest"]).not.toBe(file.inputs["imageDigest"]);
    });

    it("builds again after another version, since this one may write other bytes or have other rules", async () => {
        const first = stored(await check({}, DECLARED));
        const other = await check({ ...first, __checkedBy: "0.0.1", imageDigest: "0".repeat(64) }, DECLARED);
        expect(other.inputs).toMatchObject({ __checkedBy: VERSION, imageDigest: first["imageDigest"] });
    });

    it("repeats its warnings", async () => {
        const news = { ...DECLARED, randomSeed: null, adminPassword: "hunter2" };
        const first = await check({}, news);
        expect(first.warnings).not.toEqual([]);
        expect(first.inputs).not.toHaveProperty("__checkedBy");
        expect((await check(stored(first), news)).warnings).toEqual(first.warnings);
    });

    it("refuses a new mistake in an otherwise equal declaration", async () => {
        const first = stored(await check({}, DECLARED));
        const { problems } = await check(first, { ...DECLARED, __checkedBy: "0.0.1", pol: "x" });
        expect(problems.map(({ path }) => path)).toEqual(["__checkedBy", "pol"]);
    });

    describe("with inputs of the last run, which the engine adds for ignoreChanges", () => {
        /** Without the key that the drive's own prefix then replaces. */
        const { __defaultVolumePrefix: _, ...asDeclared } = DECLARED;

        it("accepts all of them", async () => {
            const first = await check({}, DECLARED);
            expect(await check(stored(first), stored(first))).toEqual({
                inputs: first.inputs,
                problems: [],
                warnings: [],
            });
            const { __checkedBy: __, ...warned } = stored(first);
            expect(await check(warned, warned)).toMatchObject({ inputs: first.inputs, problems: [] });
        });

        it("plans again what it planned, whichever of its keys is ignored", async () => {
            const first = stored(await check({}, DECLARED));
            const planned = ["imageDigest", "drive", "volume", "contents", "imageSize", "instanceId", "__checkedBy"];
            for (const key of planned) {
                const { inputs, problems } = await check(first, { ...asDeclared, hostname: "b", [key]: first[key] });
                expect(problems).toEqual([]);
                expect(inputs).toMatchObject({ hostname: "b", volumePrefix: "web", __checkedBy: VERSION });
                expect(inputs["imageDigest"]).not.toBe(first["imageDigest"]);
            }
        });

        it("accepts the mark of an earlier version, and drops it", async () => {
            const { __checkedBy: by, ...first } = stored(await check({}, DECLARED));
            const former = { ...first, checkedBy: by };
            const { inputs, problems } = await check(former, former);
            expect(problems).toEqual([]);
            expect(inputs).toMatchObject({ __checkedBy: VERSION });
            expect(inputs).not.toHaveProperty("checkedBy");
            expect((await check(first, former)).problems.map(({ path }) => path)).toEqual(["checkedBy"]);
        });

        it("refuses those that the program invents", async () => {
            const first = stored(await check({}, DECLARED));
            const made = { ...DECLARED, imageDigest: "0".repeat(64) };
            for (const olds of [{}, first]) {
                expect((await check(olds, made)).problems.map(({ path }) => path)).toEqual(["imageDigest"]);
            }
        });
    });
});
