import { describe, expect, it } from "vitest";
import { sealSecrets } from "../../../provider/model/secrets.ts";
import { unsealed } from "../../support/unsealed.ts";

const SECRET = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };

describe("sealSecrets", () => {
    it("marks secrets, and nothing else", () => {
        expect(sealSecrets({ hostname: "web", adminPassword: "hush", userData: undefined })).toEqual({
            hostname: "web",
            adminPassword: { ...SECRET, value: "hush" },
            userData: undefined,
        });
    });

    it("marks a map and each value inside, since a CLI can drop the mark of the map", () => {
        const vendorData = { name: "a", list: [1, { b: 2 }], inner: { token: "hush", none: null, left: undefined } };
        const sealed = sealSecrets({ vendorData });
        expect(sealed).toEqual({
            vendorData: {
                ...SECRET,
                value: {
                    name: { ...SECRET, value: "a" },
                    list: { ...SECRET, value: [1, { b: 2 }] },
                    inner: { token: { ...SECRET, value: "hush" }, none: { ...SECRET, value: null } },
                },
            },
        });
        expect(unsealed(sealed)).toEqual({ vendorData });
    });

    it("leaves what has a mark of its own, an asset, whole", () => {
        const asset = { "4dabf18193072939515e22adb298388d": "c44067f5952c0a294b673a41bacd8c17", text: "hush" };
        expect(sealSecrets({ userData: asset })).toEqual({ userData: { ...SECRET, value: asset } });
    });
});
