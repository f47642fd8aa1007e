import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Checked } from "../../../provider/check/plan.ts";
import { rebuildDrive } from "../../../provider/image/build.ts";
import type { RawInputs } from "../../../provider/model/inputs.ts";
import type { CheckedInputs } from "../../../provider/model/state.ts";
import { UNKNOWN } from "../../../provider/model/unknown.ts";
import { fixedVolumeName, volumeName } from "../../../provider/model/volume-name.ts";
import { checkInputs } from "../../support/check-inputs.ts";
import { DEFAULTS } from "../../support/defaults.ts";
import { inMemory } from "../../support/in-memory.ts";
import { FULL } from "../spec/reading.ts";

/** Predictable bytes. */
const drawn = (size: number): Uint8Array => Uint8Array.from({ length: size }, (_, index) => index);
const DRAWN = Buffer.from(drawn(64)).toString("base64");

const BASE = { connection: "qemu:///system", volumePrefix: "web", randomSeed: "" };
const DOMAIN = "83679162-1378-4288-A2D4-70e13ec132aa";
const PLANNED = ["imageDigest", "imageSize", "volume", "contents", "instanceId", "drive"];

const check = (news: RawInputs, olds: RawInputs = {}): Checked => checkInputs(olds, { ...BASE, ...news }, drawn);
const problems = (news: RawInputs): readonly string[] =>
    check(news).problems.map(({ path, reason }) => `${path}: ${reason}`);
const asChecked = ({ inputs, problems }: Checked): CheckedInputs => {
    expect(problems).toEqual([]);
    return inputs as unknown as CheckedInputs;
};

describe("checkInputs", () => {
    it("fills in the pool, omits defaults and plans the drive", () => {
        const { inputs, problems, warnings } = check({ hostname: "web-1" });
        expect([problems, warnings]).toEqual([[], []]);
        expect(inputs).toMatchObject({
            connection: "qemu:///system",
            volumePrefix: "web",
            hostname: "web-1",
            pool: "default",
            drive: "stored",
        });
        expect(inputs["volume"]).toBe(`web-${String(inputs["imageDigest"]).slice(0, 12)}.iso`);
        expect(Number(inputs["imageSize"]) % 4096).toBe(0);
        expect(Object.keys(inputs)).toEqual(expect.arrayContaining(PLANNED));
        for (const key of Object.keys(DEFAULTS)) expect(inputs).not.toHaveProperty(key);
        expect(check({ hostname: "web-1", ...DEFAULTS }).inputs).toEqual(inputs);
    });

    it.each([
        [{}, "web.iso"],
        [{ format: "vfat" }, "web.img"],
        [{ userData: UNKNOWN }, "web.iso"],
        [{ userData: UNKNOWN, format: "vfat" }, "web.img"],
        [{ volumePrefix: UNKNOWN }, UNKNOWN],
        [{ format: UNKNOWN }, UNKNOWN],
        [{ fixedVolume: UNKNOWN }, UNKNOWN],
    ])("plans a volume name that doesn't depend on the content: %j", (news, volume) => {
        expect(check({ hostname: "web-1", fixedVolume: true, ...news })).toMatchObject({
            problems: [],
            inputs: { volume },
        });
    });

    it("plans exactly the image that is built", () => {
        const inputs = asChecked(check({ ...FULL, randomSeed: "c2l4dGVlbiBieXRlcyBvaw==" }));
        const { image } = rebuildDrive(inputs);
        const hash = createHash("sha256");
        for (const chunk of image.chunks) hash.update(inMemory(chunk));
        expect(hash.digest("hex")).toBe(inputs.imageDigest);
        expect(image.size).toBe(inputs.imageSize);
    });

    it("plans the same for equal inputs, with their keys in any order", () => {
        const turned = Object.fromEntries(Object.entries({ ...BASE, ...FULL }).reverse());
        expect(checkInputs({}, turned, drawn)).toEqual(check({ ...FULL }));
        expect(check({ ...FULL })).toEqual(check({ ...structuredClone(FULL) }));
    });

    it("lists the files, except those that are the same on every drive", () => {
        const { contents } = asChecked(check({ hostname: "web-1", userData: "secret", networkData: FULL.networkData }));
        const keyed = { hmacSha256: expect.stringMatching(/^[0-9a-f]{64}$/) };
        expect(contents).toEqual({
            "openstack/latest/meta_data.json": keyed,
            "openstack/latest/network_data.json": {
                size: expect.any(Number),
                sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
            },
            "openstack/latest/user_data": keyed,
        });
    });

    it("reports everything that is wrong at once, with the path the user wrote", () => {
        expect(
            problems({
                connection: "",
                volumePrefix: "-rf",
                bus: "nvme",
                target: "xda",
                timeouts: { create: -1, creat: 5 },
                startDomain: true,
                hostname: 7,
                format: "floppy",
                label: "x".repeat(40),
                publicKey: {},
                rootFiles: { "../evil": { content: "" } },
            }),
        ).toMatchInlineSnapshot(`
          [
            "publicKey: unknown key; did you mean "publicKeys"?",
            "connection: must be a libvirt URI, e.g. "qemu:///system"",
            "volumePrefix: must be 1 to 200 characters (letters, digits and _ . + -) and start with a letter, digit or _; it becomes the start of the volume's name",
            "bus: must be one of "auto", "ide", "sata", "scsi", "usb", "virtio"",
            "target: must be hda to hdz on ide, "vd" with one or two letters on virtio, or "sd" with one or two letters on other buses",
            "timeouts.create: must be a number of seconds above 0 and at most 86400",
            "timeouts.creat: unknown key; did you mean "create"?",
            "startDomain: there is no domain to start; set domain, or omit startDomain",
            "hostname: must be a string, not a number",
            "format: ConfigDriveUnknownFormat: "floppy" isn't a supported format; use "iso9660" or "vfat"",
            "label: must be 1 to 16 printable ASCII characters",
            "rootFiles["../evil"]: must not have ".." in its path",
            "label: must be "config-2" or "CONFIG-2" for guests to find the drive; other labels require metadataVersions: []",
          ]
        `);
    });

    it.each([
        ["publicKey", 'publicKey: unknown key; did you mean "publicKeys"?'],
        ["poool", 'poool: unknown key; did you mean "pool"?'],
        ["userdata", 'userdata: unknown key; did you mean "userData"?'],
    ])("guesses what %s was meant to be", (key, problem) => {
        expect(problems({ [key]: "x" })).toEqual([problem]);
    });

    it("reports that the default prefix comes from the resource's name, which the program wrote", () => {
        const named = { ...BASE, volumePrefix: undefined, __defaultVolumePrefix: "my web/1-1a2b3c" };
        const [problem, ...others] = checkInputs({}, named, drawn).problems;
        expect(others).toEqual([]);
        expect(problem?.reason).toMatch(
            /^is derived from the resource's name.*; set volumePrefix, which must be 1 to 200/,
        );
        expect(problems({ volumePrefix: "my web" })).toEqual([
            expect.stringMatching(/^volumePrefix: must be 1 to 200/),
        ]);
    });

    it("reports one problem for a Buffer, which Pulumi turns into an object with a key for each byte", () => {
        const bytes = { ...Buffer.from("#!/bin/sh\n".repeat(100)) };
        const advice =
            'is binary data; pass text, e.g. readFileSync(path, "utf8"), or { base64: readFileSync(path, "base64") }';
        expect(problems({ userData: bytes })).toContain(`userData: ${advice}`);
        expect(problems({ userData: bytes }).length).toBeLessThan(3);
        expect(problems({ files: { "/a": bytes } })).toEqual([`files["/a"]: ${advice}`]);
        const words = Object.fromEntries(Object.keys(bytes).map((key) => [`k${key}`, 0]));
        expect(problems({ files: { "/a": { content: "", ...words } } })).toHaveLength(21);
    });

    it("recognises Pulumi's assets", () => {
        const asset = { "4dabf18193072939515e22adb298388d": "c44067f5952c0a294b673a41bacd8c17", text: "hunter2" };
        const wrong = /^(userData|files\["\/a"\]\.content): is a Pulumi asset or archive; pass the text itself/;
        const [first, second, ...others] = problems({ userData: asset, files: { "/a": { content: asset } } });
        expect([first, second]).toEqual([expect.stringMatching(wrong), expect.stringMatching(wrong)]);
        expect(others).toEqual([]);
    });

    it("treats secrets without a value as absent, except the seed", () => {
        const { inputs } = check({ userData: null, files: null, randomSeed: null });
        expect(inputs).toEqual(check({ randomSeed: null }).inputs);
        expect(inputs["randomSeed"]).toBeNull();
        expect(problems({ hostname: null })).toEqual(["hostname: must be a string, not null"]);
    });

    it("accepts what Pulumi adds", () => {
        expect(problems({ __provider: "text", __defaults: [] })).toEqual([]);
    });

    it("changes nothing if there is a problem", () => {
        const news = { ...BASE, hostname: 7 };
        expect(checkInputs({}, news, drawn).inputs).toEqual(news);
    });

    it("refuses a drive that doesn't fit ISO 9660, with the path", () => {
        const deep = `${"d/".repeat(5000)}file`;
        const [problem, ...others] = problems({ rootFiles: { [deep]: { content: "x" } } });
        expect(others).toEqual([]);
        expect(problem).toContain('"d/d/d/');
    });

    it("keys the digest of a drive whose only unknown is a secret", () => {
        const bare = { metadataVersions: [], rootFiles: { "config.txt": { content: "hunter2" } } };
        const digestOf = (news: RawInputs) => asChecked(check({ ...bare, ...news })).imageDigest;
        const inputs = asChecked(check({ ...bare, randomSeed: "c2l4dGVlbiBieXRlcyBvaw==" }));
        expect(digestOf({ randomSeed: "c2l4dGVlbiBieXRlcyBvaw==" })).toBe(inputs.imageDigest);
        expect(digestOf({ randomSeed: "b3RoZXI=" })).not.toBe(inputs.imageDigest);
        const { image } = rebuildDrive(inputs);
        expect(image.digest).not.toBe(inputs.imageDigest);
        expect(image.digest).toBe(digestOf({ randomSeed: null }));
    });

    it("warns about secrets that can be guessed from the digest", () => {
        expect(check({ randomSeed: null, adminPassword: "hunter2" }).warnings).toMatchInlineSnapshot(`
          [
            {
              "path": "randomSeed",
              "reason": "is null, so others can guess the drive's secrets from its digests, which aren't secret; set at least 16 random bytes in base64 (the resource generates them if you omit randomSeed)",
            },
          ]
        `);
    });

    describe("with values that aren't known yet", () => {
        it.each<[string, RawInputs]>([
            ["user data", { userData: UNKNOWN }],
            ["a value deep inside", { networkData: { ...FULL.networkData, services: UNKNOWN } }],
            ["the domain that gives the id", { domain: UNKNOWN }],
            ["the pool that gives the id", { pool: UNKNOWN }],
        ])("plans nothing: %s", (_, news) => {
            const { inputs, problems } = check(news);
            expect(problems).toEqual([]);
            for (const key of PLANNED) expect(inputs[key]).toBe(UNKNOWN);
            expect(inputs["randomSeed"]).toBe(DRAWN);
        });

        it("plans the image if only the place isn't known", () => {
            const uuid = "1ea0e6a6-1b5c-4d5f-9d7c-6f4f0c8e2a11";
            const known = check({ uuid, domain: DOMAIN });
            const { inputs, problems } = check({ uuid, domain: UNKNOWN });
            expect(problems).toEqual([]);
            expect(inputs["imageDigest"]).toBe(known.inputs["imageDigest"]);
            expect(inputs["drive"]).toBe("attached");
            expect(check({ uuid, volumePrefix: UNKNOWN }).inputs["volume"]).toBe(UNKNOWN);
        });

        it("still finds what is wrong with the rest", () => {
            expect(problems({ userData: UNKNOWN, hostname: 7 })).toEqual(["hostname: must be a string, not a number"]);
        });
    });

    it("never reveals a secret", () => {
        const secret = "c0rrect-h0rse";
        const wrong: readonly RawInputs[] = [
            { adminPassword: [secret] },
            { adminPassword: { [secret]: secret } },
            { userData: { base64: `${secret}!` } },
            { userData: [{ content: secret, contentType: 7 }] },
            { randomSeed: `${secret}!` },
            { vendorData: secret },
            { vendorData2: [secret] },
            { files: { "/etc/a": { content: secret, base64: secret } } },
            { files: { "/etc/a": secret } },
            { rootFiles: { a: { base64: secret } } },
            { rootFiles: { a: [secret] } },
        ];
        for (const news of wrong) {
            const { problems, warnings } = check(news);
            expect(problems).not.toEqual([]);
            expect(JSON.stringify([problems, warnings])).not.toContain(secret);
        }
        const { contents } = asChecked(check({ adminPassword: secret, userData: secret }));
        expect(JSON.stringify(contents)).not.toContain(secret);
    });

    const keys = [...Object.keys(FULL), ...Object.keys(BASE), "domain", "pool", "bus", "target", "timeouts", "x"];
    const values = fc.oneof(
        fc.jsonValue({ maxDepth: 3 }),
        fc.constantFrom(...Object.values(FULL), UNKNOWN, undefined),
        fc.string({ unit: "binary" }),
    );

    it("never throws for any declaration", () => {
        fc.assert(
            fc.property(fc.dictionary(fc.constantFrom(...keys), values), fc.object(), (news, olds) => {
                const { problems } = checkInputs(olds, news, drawn);
                for (const { reason } of problems) expect(reason).not.toBe("");
            }),
            { numRuns: 300 },
        );
    });

    it("never throws for a declaration with any value in one place", () => {
        fc.assert(
            fc.property(fc.constantFrom(...keys), values, (key, value) => {
                const inputs = { ...BASE, ...FULL, [key]: value };
                expect(checkInputs({}, inputs, drawn)).toEqual(checkInputs({}, { ...inputs }, drawn));
            }),
            { numRuns: 300 },
        );
    });
});

describe("rebuildDrive", () => {
    it("refuses inputs that never passed the check, or belong to another drive", () => {
        const inputs = asChecked(check({ hostname: "web-1" }));
        expect(() => rebuildDrive({ ...inputs, hostname: "web-2" })).toThrow(RangeError);
        expect(() => rebuildDrive({ ...inputs, label: "much too long for any image" })).toThrow(RangeError);
    });
});

describe("volumeName", () => {
    it("starts with the prefix and differs for different contents", () => {
        expect(volumeName("web", "0123456789abcdef", "iso9660")).toBe("web-0123456789ab.iso");
        expect(volumeName("web", "0123456789abcdef", "vfat")).toBe("web-0123456789ab.img");
    });

    it("is the prefix alone if it is fixed", () => {
        expect(fixedVolumeName("web", "iso9660")).toBe("web.iso");
        expect(fixedVolumeName("web", "vfat")).toBe("web.img");
    });
});
