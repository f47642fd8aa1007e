import { describe, expect, it } from "vitest";
import { UNKNOWN } from "../../provider/model/unknown.ts";
import { Folder, inputs, run } from "./harness.ts";

const check = (document: unknown, ...flags: readonly string[]) =>
    run(["check", "-", ...flags], JSON.stringify(document));

describe("config-drive check", () => {
    it("says that inputs are fine, and of how many warnings", async () => {
        expect(await check(inputs)).toMatchObject({ code: 0, out: "standard input: no problems\n", err: [] });
        const { out, err } = await check({ ...inputs, userData: "#cloud-config\nfoo: 1\n", strictUserData: false });
        expect(err.length).toBeGreaterThan(0);
        expect(out).toBe(`standard input: no problems, ${err.length} warning${err.length === 1 ? "" : "s"}\n`);
    });

    it("says everything that is wrong, one problem a line", async () => {
        const { code, out, err } = await check({ hostname: 7, userdata: "x", files: { "etc/motd": { content: 5 } } });
        expect({ code, out }).toEqual({ code: 1, out: "" });
        expect(err.length).toBeGreaterThanOrEqual(3);
        expect(err).toContain('userdata: unknown key; did you mean "userData"?');
        expect(err).toContain("hostname: must be a string, not a number");
        expect(err.every((line) => /^[^:]+: \S/.test(line))).toBe(true);
    });

    it.each(["connection", "domain", "pool", "volumePrefix", "bus", "target", "startDomain", "timeouts"])(
        "refuses %s, which no image has",
        async (key) => {
            const { code, err } = await check({ ...inputs, [key]: "x" });
            expect(code).toBe(1);
            expect(err).toEqual([`${key}: belongs to the Pulumi resource, not the image; omit it here`]);
        },
    );

    it.each([
        ["a list", [], "standard input: must be an object, not a list"],
        ["null", null, "standard input: must be an object, not null"],
        [
            "a placeholder of Pulumi's",
            { ...inputs, hostname: UNKNOWN },
            "hostname: contains Pulumi's placeholder for a value that isn't known yet",
        ],
    ])("refuses %s", async (_name, document, line) => {
        expect(await check(document)).toMatchObject({ code: 1, err: [line] });
    });

    it("says where a document isn't JSON, without its text", async () => {
        using folder = new Folder();
        const source = folder.file("inputs.json", '{\n  "adminPassword": "canary-password",\n}');
        expect(await run(["check", source])).toMatchObject({
            code: 1,
            err: [`${source}: isn't JSON: expected a key in double quotes at line 3, column 1`],
        });
    });

    it("never shows a secret", async () => {
        const wrong = {
            adminPassword: ["canary"],
            userData: { base64: "canary!" },
            files: { "/a": { content: 1, canary: "canary" } },
        };
        const { err } = await check(wrong);
        const shown = err.join("\n").replaceAll(/unknown key.*|\["?canary"?\]|\.canary/g, "");
        expect(shown).not.toContain("canary");
    });

    it("keeps every problem on a line of its own, whatever its key holds", async () => {
        const { err } = await check({ "a\nb\u001b[2J": 1 });
        expect(err).toHaveLength(1);
        expect(err[0]).not.toMatch(/\p{Cc}/u);
    });

    it("reports as JSON", async () => {
        const { code, out, err } = await check({ hostname: 7 }, "--json");
        expect({ code, err }).toEqual({ code: 1, err: [] });
        expect(JSON.parse(out)).toEqual({
            ok: false,
            problems: [{ path: "hostname", reason: "must be a string, not a number" }],
            warnings: [],
        });
        expect(JSON.parse((await check(inputs, "--json")).out)).toMatchObject({ ok: true, problems: [] });
    });

    it("gives equal names equal instance ids and unlike ones unlike ids", async () => {
        const idOf = async (document: object): Promise<string> => {
            using folder = new Folder();
            const target = folder.file("drive.iso");
            await run(["build", "-", "-o", target], JSON.stringify(document));
            return JSON.parse((await run(["inspect", target, "--json"])).out).metaData.uuid;
        };
        expect(await idOf({ hostname: "a" })).toBe(await idOf({ hostname: "a", userData: "more" }));
        expect(await idOf({ hostname: "a" })).not.toBe(await idOf({ hostname: "b" }));
        expect(await idOf(inputs)).toBe(inputs.uuid);
    });

    it("refuses what is nested deeper than any stack reaches", async () => {
        const depth = 20_000;
        const deep = `{"vendorData": ${'{"a":'.repeat(depth)}1${"}".repeat(depth)}}`;
        const { code, err } = await run(["check", "-"], deep);
        expect(code).toBe(1);
        expect(err).toEqual([expect.stringMatching(/^vendorData\.a.*: is nested more than 64 levels deep$/)]);
    });
});
