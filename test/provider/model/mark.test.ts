import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { aliasOf, controllerAlias, isDriveAlias } from "../../../provider/model/mark.ts";

describe("aliasOf", () => {
    it("is what it always was, since drives of earlier runs are found by it", () => {
        expect(aliasOf("drive")).toBe("ua-config-drive-7062520c5a0e");
    });

    it("has only characters that libvirt keeps, whatever the prefix", () => {
        fc.assert(
            fc.property(fc.string({ unit: "binary" }), (prefix) => {
                expect(aliasOf(prefix)).toMatch(/^ua-[A-Za-z0-9_-]+$/);
                expect(isDriveAlias(aliasOf(prefix))).toBe(true);
            }),
        );
    });
});

describe("controllerAlias", () => {
    it("tells the controllers of a domain apart", () => {
        expect([0, 1].map(controllerAlias)).toEqual(["ua-config-drive-scsi-0", "ua-config-drive-scsi-1"]);
    });
});

describe("isDriveAlias", () => {
    it.each(["", "ide0-0-0", "ua-other", "config-drive-7062520c5a0e"])("knows %j for another's", (alias) => {
        expect(isDriveAlias(alias)).toBe(false);
    });
});
