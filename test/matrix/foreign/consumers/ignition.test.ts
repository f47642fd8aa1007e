import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ContentInputs } from "../../../../provider/model/inputs.ts";
import { makeFolder, removeFolder } from "../../../foreign/support/folder.ts";
import { problemsIn } from "../../../provider/spec/reading.ts";
import { SEED } from "../../../support/seed.ts";
import { canExtract, extractDrives } from "./cloud-init/extract.ts";
import { writeDrive } from "./drive.ts";
import { type Fetched, fetchConfig, findIgnition, parseConfigs } from "./ignition/ignition.ts";

const ignition = findIgnition();

const CONFIG = JSON.stringify({
    ignition: { version: "3.4.0" },
    passwd: { users: [{ name: "core", sshAuthorizedKeys: ["ssh-ed25519 AAAA ops"] }] },
    storage: { files: [{ path: "/etc/motd", contents: { source: "data:,h%C3%A4llo" } }] },
});
/** The same bytes as no JSON writer makes them. */
const SPACED = `\n${CONFIG}\r\n\t`;

const DRIVES = {
    "an ISO": { userData: CONFIG },
    "a VFAT disk": { userData: CONFIG, format: "vfat" },
    "CONFIG-2": { userData: CONFIG, label: "CONFIG-2" },
    "latest alone": { userData: CONFIG, metadataVersions: "latest" },
    "odd spaces": { userData: SPACED },
    bytes: { userData: { base64: Buffer.from(SPACED).toString("base64") } },
    gzip: { userData: { base64: gzipSync(CONFIG).toString("base64") } },
    "cloud-config": { userData: "#cloud-config\nusers: []\n" },
    script: { userData: "#!/bin/sh\n" },
    parts: { userData: [{ content: "#cloud-config\nusers: []\n" }] },
    empty: { userData: "" },
    nothing: {},
} as const satisfies Readonly<Record<string, ContentInputs>>;

const sha512 = (text: string): string => createHash("sha512").update(text).digest("hex");

describe.skipIf(ignition === undefined || !canExtract)("a drive, read by Ignition", () => {
    let folder: string;
    let fetched: ReadonlyMap<string, Fetched>;

    const seen = (name: keyof typeof DRIVES): Fetched => {
        const found = fetched.get(name);
        if (found === undefined) throw new Error(`${name} wasn't read`);
        return found;
    };

    beforeAll(async () => {
        folder = makeFolder();
        const drives: readonly (readonly [string, ContentInputs])[] = Object.entries(DRIVES);
        const images = drives.map(([, inputs], index) => writeDrive(folder, `drive-${index}`, inputs));
        const folders = await extractDrives(images);
        const results = drives.map(async ([name, { label = "config-2" }], index) => {
            const drive = { label, image: images[index] ?? "", folder: folders[index] ?? "" };
            return [name, await fetchConfig(ignition ?? "", join(folder, `work-${index}`), drive)] as const;
        });
        fetched = new Map(await Promise.all(results));
    });
    afterAll(() => removeFolder(folder));

    it.each([
        ["an ISO", CONFIG],
        ["a VFAT disk", CONFIG],
        ["CONFIG-2", CONFIG],
        ["latest alone", CONFIG],
        ["odd spaces", SPACED],
        ["bytes", SPACED],
    ] as const)("gives the config byte for byte: %s", (name, declared) => {
        const { answer, sha512: parsed } = seen(name);
        expect(parsed).toBe(sha512(declared));
        expect(answer.error).toBeUndefined();
        expect(answer.config).toMatchObject({
            passwd: { users: [{ name: "core", sshAuthorizedKeys: ["ssh-ed25519 AAAA ops"] }] },
            storage: { files: [{ path: "/etc/motd", contents: { source: "data:,h%C3%A4llo" } }] },
        });
    });

    it("is the version that the documentation names", () => {
        const [, version] = /ignition\/v2 v(\S+)/.exec(readFileSync("test/toolchain/ignition/go.mod", "utf8")) ?? [];
        expect(readFileSync("docs/consumers.md", "utf8")).toContain(`Ignition ${version}`);
    });

    it("is mounted read-only, as a file system of any type", () => {
        const of = (name: keyof typeof DRIVES) => seen(name).mounts.map((line) => line.replace(/ \/.*$/, ""));
        expect(of("an ISO")).toEqual(["-o ro -t auto by-label/config-2"]);
        expect(of("a VFAT disk")).toEqual(["-o ro -t auto by-label/config-2"]);
        expect(of("CONFIG-2")).toEqual(["-o ro -t auto by-label/CONFIG-2"]);
    });

    it.each([
        ["cloud-config", "'#'"],
        ["script", "'#'"],
        ["parts", "'C'"],
        ["gzip", "'\\x1f'"],
    ] as const)("is refused, and with it the boot, when its user data is anything else: %s", (name, first) => {
        expect(seen(name).answer.error).toBe("config is not valid");
        expect(seen(name).answer.report).toContain(`invalid character ${first} looking for beginning of value`);
    });

    it.each(["empty", "nothing"] as const)(
        "is passed over, and the guest boots without a config, when it has none: %s",
        (name) => {
            expect(seen(name).answer).toEqual({ error: "not a config (empty)" });
        },
    );
});

const withVersion = (version: unknown): string => JSON.stringify({ ignition: { version } });

/** Whether the product refuses the user data, whatever the reason. */
const isRefused = (userData: string): boolean => problemsIn({ userData }).length > 0;

describe.skipIf(ignition === undefined)("the check of Ignition configs", () => {
    it.each(["3.0.0", "3.1.0", "3.2.0", "3.3.0", "3.4.0", "3.5.0", "3.6.0-experimental"])(
        "takes version %s, as Ignition does",
        (version) => {
            const [answer] = parseConfigs(ignition ?? "", [withVersion(version)]);
            expect(answer?.error).toBeUndefined();
            expect(isRefused(withVersion(version))).toBe(false);
        },
    );

    it.each([undefined, null, "", "3", "3.4", "v3.4.0", "1.0.0", "4.0.0", "3.4.0 ", 3, 3.4, ["3.4.0"], "3.4.0-alpha"])(
        "refuses version %j, as Ignition does",
        (version) => {
            const [answer] = parseConfigs(ignition ?? "", [withVersion(version)]);
            expect(answer?.error).toBeDefined();
            expect(isRefused(withVersion(version))).toBe(true);
        },
    );

    it.each(["2.0.0", "2.1.0", "2.2.0", "2.3.0", "2.4.0-experimental", "3.6.0", "3.7.0-experimental"])(
        "takes version %s, which another Ignition knows",
        (version) => {
            const [answer] = parseConfigs(ignition ?? "", [withVersion(version)]);
            expect(answer?.error).toBe("unsupported config version");
            expect(isRefused(withVersion(version))).toBe(false);
        },
    );

    // Ignition's reader of versions lets numbers begin with 0; Semantic Versioning 2.0.0, 2, doesn't.
    it(`takes whatever Ignition takes of semantic versions, CONFIG_DRIVE_SEED=${SEED}`, () => {
        const number = fc.constantFrom("0", "1", "2", "3", "4", "5", "6", "");
        const end = fc.constantFrom("", "", "", "-experimental", "-dev", "+build", " ");
        const versions = fc.tuple(number, number, number, end).map(([a, b, c, last]) => `${a}.${b}.${c}${last}`);
        const configs = fc.sample(
            fc.oneof({ arbitrary: fc.constantFrom("3.0.0", "3.5.0"), weight: 1 }, { arbitrary: versions, weight: 9 }),
            {
                numRuns: 500,
                seed: SEED,
            },
        );
        const answers = parseConfigs(ignition ?? "", configs.map(withVersion));
        const taken = configs.filter((_config, index) => answers[index]?.error === undefined);
        expect(taken.length).toBeGreaterThan(10);
        expect(taken.filter((version) => isRefused(withVersion(version)))).toEqual([]);
    });
});
