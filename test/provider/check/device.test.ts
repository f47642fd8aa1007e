import { describe, expect, it } from "vitest";
import type { Checked } from "../../../provider/check/plan.ts";
import { FileContent } from "../../../provider/formats/entries/content.ts";
import type { RawInputs } from "../../../provider/model/inputs.ts";
import { UNKNOWN } from "../../../provider/model/unknown.ts";
import { checkInputs } from "../../support/check-inputs.ts";

const BASE = { connection: "qemu:///system", volumePrefix: "web", randomSeed: null };

const check = (news: RawInputs): Checked => checkInputs({}, { ...BASE, ...news }, (size) => new Uint8Array(size));
const problems = (news: RawInputs): readonly string[] =>
    check(news).problems.map(({ path, reason }) => `${path}: ${reason}`);

describe("a vfat drive", () => {
    const vfat = { hostname: "web", format: "vfat" };

    it("is planned as a volume", () => {
        const { inputs, problems } = check(vfat);
        expect(problems).toEqual([]);
        expect(inputs).toMatchObject({ imageSize: 64 * 1024 * 1024, drive: "stored" });
        expect(inputs["volume"]).toMatch(/^web-[0-9a-f]{12}\.img$/);
    });

    it("is a disk in a domain, unless the program says otherwise", () => {
        expect(check({ ...vfat, domain: "web" })).toMatchObject({
            problems: [],
            warnings: [],
            inputs: { device: "disk", drive: "attached" },
        });
        const asCdrom = check({ ...vfat, domain: "web", device: "cdrom" });
        expect([asCdrom.problems, asCdrom.warnings]).toEqual([
            [],
            [{ path: "device", reason: "Linux guests can't mount a vfat image in a cdrom; omit device" }],
        ]);
        expect(asCdrom.inputs).not.toHaveProperty("device");
        expect(check({ ...vfat, domain: "web", format: UNKNOWN }).inputs["device"]).toBe(UNKNOWN);
    });

    it("has the declared size", () => {
        const { inputs } = check({ ...vfat, size: 4 * 1024 * 1024 });
        expect(inputs).toMatchObject({ imageSize: 4 * 1024 * 1024 });
        expect(inputs["imageDigest"]).not.toBe(check(vfat).inputs["imageDigest"]);
        expect(problems({ ...vfat, size: 1024 * 1024 })).toEqual([
            "size: must be a number of bytes: a multiple of 4096 from 2129920 to 2147471360",
        ]);
        expect(problems({ ...vfat, format: "iso9660", size: 4 * 1024 * 1024 })).toEqual([
            "size: only applies to vfat images; an iso9660 image is as large as its contents",
        ]);
    });
});

describe("an iso9660 drive on a disk", () => {
    const rootFiles = {
        image: new FileContent({ path: "/image", name: "image", length: 128 * 1024 * 1024, sha256: "00".repeat(32) }),
    };

    it("causes a warning if Windows guests would only read its beginning", () => {
        const warned = (inputs: RawInputs) => check(inputs).warnings.filter(({ path }) => path === "device");
        expect(warned({ device: "disk", domain: "web", rootFiles })).toHaveLength(1);
        expect(warned({ device: "cdrom", domain: "web", rootFiles })).toEqual([]);
        expect(warned({ device: "disk", domain: "web" })).toEqual([]);
    });
});
