import { describe, expect, it } from "vitest";
import type { ImageFormat } from "../../../provider/model/inputs.ts";
import { isOwnVolume, prefixOf, volumeName } from "../../../provider/model/volume-name.ts";

describe("isOwnVolume", () => {
    it.each(["web", "web-1", "a.b", "x+y@z"])("recognises a volume of a drive with the prefix %s", (prefix) => {
        const name = (format: ImageFormat) => volumeName(prefix, "0123456789abcdef0123", format);
        for (const folder of ["/pool/", "/", ""]) {
            expect(isOwnVolume(`${folder}${name("iso9660")}`, prefix)).toBe(true);
            expect(isOwnVolume(`${folder}${name("vfat")}`, prefix)).toBe(true);
        }
    });

    it.each([
        "",
        "/pool/web.iso",
        "/pool/web-0123456789ab.qcow2",
        "/pool/web-0123456789ab.iso.bak",
        "/pool/web-0123456789AB.iso",
        "/pool/web-0123456789abc.iso",
        "/pool/web-1-0123456789ab.iso",
        "/pool/my-web-0123456789ab.iso",
        "/web-0123456789ab.iso/other",
    ])("treats %j as someone else's", (path) => {
        expect(isOwnVolume(path, "web")).toBe(false);
    });
});

describe("prefixOf", () => {
    it("ends before the digest, whatever hyphens the prefix has", () => {
        expect(prefixOf("/pool/web-1-0123456789ab.iso")).toBe("web-1");
        expect(prefixOf("/pool/web-0123456789ab-0123456789ab.img")).toBe("web-0123456789ab");
        expect(prefixOf("/pool/by-hand.iso")).toBeUndefined();
    });
});
