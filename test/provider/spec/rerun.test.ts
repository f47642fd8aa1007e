import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Content, FileContent } from "../../../provider/formats/entries/content.ts";
import { instanceIdOf } from "../../../provider/spec/rerun.ts";
import { FULL, GOOD, type Inputs, problemsIn, specOf, UUID, warningsIn } from "./reading.ts";

const SEED = "c2l4dGVlbiBieXRlcyBvaw==";
const RERUN = { rerun: "onChange", randomSeed: SEED };

const idOf = (inputs: object): string => specOf({ ...RERUN, ...inputs }).metaData.uuid;

/** Few different values, so that equal ones meet. */
const text = fc.constantFrom("#cloud-config\n{}\n", "#!/bin/sh\n", "#!/bin/sh\necho\n", "");
const bytes = text.map((content) => ({ base64: Buffer.from(content).toString("base64") }));
const json = fc.dictionary(fc.constantFrom("a", "b"), fc.constantFrom<unknown>(1, [1, 2], [2, 1], { b: 1, a: null }));
const part = fc.record({ content: text, filename: fc.constantFrom("a.sh", "b.sh") }, { requiredKeys: ["content"] });

/** What first boot does, each part of it also absent. */
const instructions: fc.Arbitrary<Inputs> = fc.record(
    {
        userData: fc.oneof(text, bytes, fc.array(part, { minLength: 1, maxLength: 2 })),
        vendorData: json,
        vendorData2: json,
        files: fc.dictionary(
            fc.constantFrom("/a", "/b"),
            fc.oneof(
                text.map((content) => ({ content })),
                bytes,
            ),
        ),
    },
    { requiredKeys: [] },
);

/** What the guest gets of it, by the documents on the drive. */
const received = (inputs: Inputs): unknown => {
    const { userData, vendorData = {}, vendorData2 = { static: vendorData }, files } = specOf(inputs);
    return [userData, vendorData, vendorData2, [...files].sort((a, b) => (a.path < b.path ? -1 : 1))];
};

const others = Object.entries(GOOD).filter(
    ([key]) => !["uuid", "randomSeed", "userData", "vendorData", "vendorData2", "files"].includes(key),
);

/** Inputs that describe the machine, some of them absent. */
const machine: fc.Arbitrary<Inputs> = fc.subarray(others).map((entries) => Object.fromEntries(entries));

const reversed = (value: unknown): unknown => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(
        Object.entries(value)
            .reverse()
            .map(([key, member]) => [key, reversed(member)]),
    );
};

const content = (files: Readonly<Record<string, Content>>): Parameters<typeof instanceIdOf>[0] => ({
    uuid: undefined,
    rerun: "onChange",
    randomSeed: SEED,
    userData: undefined,
    vendorData: undefined,
    vendorData2: undefined,
    files,
});

describe("the instance id with rerun", () => {
    it("is the same for a file in the declaration and the same file on disk", () => {
        const sha256 = createHash("sha256").update("hello").digest("hex");
        const file = new FileContent({ path: "/srv/a", name: "a", length: 5, sha256 });
        const id = instanceIdOf(content({ "/a": file }), undefined, UUID);
        expect(id).toBe(instanceIdOf(content({ "/a": new TextEncoder().encode("hello") }), undefined, UUID));
        expect(id).not.toBe(instanceIdOf(content({ "/a": new TextEncoder().encode("other") }), undefined, UUID));
    });

    it("changes if and only if the guest gets other instructions, however they are written", () => {
        fc.assert(
            fc.property(instructions, instructions, (one, other) => {
                expect(idOf(one) === idOf(other)).toBe(isDeepStrictEqual(received(one), received(other)));
            }),
            { numRuns: 1000 },
        );
    });

    it.each([
        ["userData", "#cloud-config\n{}\n# 2\n"],
        ["userData", [{ content: "#cloud-config\n{}\n" }]],
        ["vendorData", { "cloud-init": "#cloud-config\n{}\n# 2\n" }],
        ["vendorData2", { static: {}, other: {} }],
        ["files", { ...FULL.files, "/etc/issue": { content: "" } }],
    ])("changes with %s alone", (key, value) => {
        expect(idOf({ ...FULL, [key]: value })).not.toBe(idOf(FULL));
        expect(idOf({ ...FULL, [key]: undefined })).not.toBe(idOf(FULL));
    });

    it("never changes with the network, names, keys, passwords or anything else", () => {
        fc.assert(
            fc.property(instructions, machine, machine, (content, one, other) => {
                expect(idOf({ ...one, ...content })).toBe(idOf({ ...other, ...content }));
            }),
        );
        expect(others.map(([key]) => key)).toEqual(expect.arrayContaining(["networkData", "hostname", "publicKeys"]));
    });

    it("doesn't depend on the order of keys, which Pulumi doesn't keep", () => {
        fc.assert(
            fc.property(instructions, (content) => {
                const turned = Object.fromEntries(
                    Object.entries(content).map(([key, value]) => [key, reversed(value)]),
                );
                expect(idOf(turned)).toBe(idOf(content));
            }),
        );
    });

    it("depends on the seed, so that nobody without it can try contents until the id fits", () => {
        const seeds = fc.uint8Array({ minLength: 16, maxLength: 64 });
        const seedOf = (seed: Uint8Array): Inputs => ({ randomSeed: Buffer.from(seed).toString("base64") });
        fc.assert(
            fc.property(instructions, seeds, seeds, (content, one, other) => {
                fc.pre(!isDeepStrictEqual(one, other));
                expect(idOf({ ...content, ...seedOf(one) })).not.toBe(idOf({ ...content, ...seedOf(other) }));
            }),
        );
    });

    it("depends on the id without rerun, in any case, and never equals it", () => {
        const upper = { uuid: UUID.toUpperCase() };
        expect(idOf(upper)).toBe(idOf({ uuid: UUID }));
        expect(idOf({})).toBe(idOf({ uuid: UUID }));
        expect(idOf({ uuid: "1ea0e6a6-1b5c-4d5f-9d7c-6f4f0c8e2a11" })).not.toBe(idOf({}));
        expect(idOf({})).not.toBe(UUID);
        expect(specOf({ ...FULL, ...RERUN, rerun: "never" }).metaData.uuid).toBe(FULL.uuid);
    });

    it("is the same for ever: guests that got it would run their setup again", () => {
        expect([idOf({}), idOf(FULL), idOf({ ...FULL, userData: "#cloud-config\n{}\n" })]).toMatchInlineSnapshot(`
          [
            "7403fea5-ba22-5a78-aef3-0a6fa073d40e",
            "ebc1e724-f415-539f-99f5-a6926afe678c",
            "ea3c4555-f3a7-556f-b05a-a68f814840df",
          ]
        `);
    });
});

describe("rerun", () => {
    it.each([["always"], [true], [null]])("rejects %j", (rerun) => {
        expect(problemsIn({ rerun })).toEqual([expect.stringMatching(/^rerun: must be one of "never", "onChange"/)]);
    });

    it("requires metadata", () => {
        const bare = { metadataVersions: [], rootFiles: FULL.rootFiles };
        expect(problemsIn({ ...RERUN, ...bare })).toEqual([
            "rerun: requires metadata, which carries the instance id, but metadataVersions is []; omit rerun",
        ]);
        expect(problemsIn({ ...RERUN, ...bare, rerun: "never" })).toEqual([]);
    });

    it.each([[undefined], [null], ["c2hvcnQ="]])("requires a secret seed, not %j", (randomSeed) => {
        expect(problemsIn({ rerun: "onChange", randomSeed })).toEqual([
            "rerun: requires a randomSeed of at least 16 random bytes in base64, because without one others could guess the content from the instance id, which isn't secret; set one and keep it (the resource does so if you omit randomSeed)",
        ]);
        expect(problemsIn({ rerun: "never", randomSeed })).toEqual([]);
    });

    it("leaves a seed that isn't base64 to the rule about it", () => {
        for (const randomSeed of ["", "tell-nobody"]) {
            expect(problemsIn({ rerun: "onChange", randomSeed })).toEqual([expect.stringMatching(/^randomSeed: is/)]);
        }
    });

    it("warns that Ignition never runs again", () => {
        const userData = '{"ignition": {"version": "3.4.0"}}';
        expect(warningsIn({ ...RERUN, userData })).toEqual([
            "rerun: has no effect: Ignition runs only at a machine's first boot, regardless of the instance id; replace the machine to apply another config",
        ]);
        expect(warningsIn({ ...RERUN, userData, rerun: "never" })).toEqual([]);
    });
});
