import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { aliasOf, controllerAlias, isDriveAlias } from "../../../provider/model/mark.ts";

describe("aliasOf", () => {
    it("never changes, since it identifies drives of earlier runs", () => {
        expect(aliasOf("drive")).toBe("ua-config-drive-7062520c5a0e");
    });

    it("only has characters that libvirt keeps, for any prefix", () => {
        fc.assert(
            fc.property(fc.string({ unit: "binary" }), (prefix) => {
                expect(aliasOf(prefix)).toMatch(/^ua-[A-Za-z0-9_-]+$/);
                expect(isDriveAlias(aliasOf(prefix))).toBe(true);
            }),
        );
    });
});

describe("controllerAlias", () => {
    it("differs for each controller of a domain", () => {
        const aliases = [controllerAlias("scsi", 0), controllerAlias("scsi", 1), controllerAlias("ide", 0)];
        expect(aliases).toEqual(["ua-config-drive-scsi-0", "ua-config-drive-scsi-1", "ua-config-drive-ide-0"]);
    });
});

describe("isDriveAlias", () => {
    it.each(["", "ide0-0-0", "ua-other", "config-drive-7062520c5a0e"])(
        "recognises that %j belongs to someone else",
        (alias) => {
            expect(isDriveAlias(alias)).toBe(false);
        },
    );
});
