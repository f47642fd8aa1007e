import { describe, expect, it } from "vitest";
import { foreignLicences } from "./licences.mjs";

const withLicence = (license) => foreignLicences([{ name: "some", version: "1.0.0", license }]);

describe("the licences of dependencies", () => {
    it.each(["MIT", "ISC", "(MIT OR GPL-3.0-only)", "GPL-2.0-only OR Apache-2.0", "(BSD-3-Clause AND Apache-2.0)"])(
        "can be %s",
        (license) => {
            expect(withLicence(license)).toEqual([]);
        },
    );

    it.each([
        "GPL-3.0-only",
        "MIT AND GPL-3.0-only",
        "(MIT OR GPL-3.0-only) AND AGPL-3.0-only",
        "MIT OR ISC AND GPL-3.0-only",
        "SEE LICENSE IN LICENSE",
        "UNLICENSED",
        "mit",
        "",
    ])("can't be %j", (license) => {
        expect(withLicence(license)).toEqual([`some 1.0.0: ${license}`]);
    });

    it("can't be missing or of another shape", () => {
        expect(withLicence(undefined)).toEqual(["some 1.0.0: no SPDX licence (none)"]);
        expect(withLicence({ type: "MIT" })).toEqual(['some 1.0.0: no SPDX licence ({"type":"MIT"})']);
    });

    it("can be what was agreed to for one package, as long as it stays that", () => {
        const ofYaml = (license) => foreignLicences([{ name: "yaml-js", version: "0.3.1", license }]);
        expect(ofYaml("WTFPL")).toEqual([]);
        expect(withLicence("WTFPL")).toEqual(["some 1.0.0: WTFPL"]);
        expect(ofYaml("GPL-3.0-only")).toHaveLength(1);
    });
});
