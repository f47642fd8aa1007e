import { webcrypto } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatUuid, nameBasedUuid, parseUuid } from "../../../provider/model/uuid.ts";

/** The namespace of this package's UUIDs. It can't change: existing guests have UUIDs made from it. */
const NAMESPACE = "5f3fbd9d-0e67-4f4f-9d0e-2f4c07f1a8b3";

/** RFC 9562 5.5 implemented differently: with Web Crypto and text operations. */
const independent = async (name: string): Promise<string> => {
    const space = NAMESPACE.replaceAll("-", "")
        .match(/../g)
        ?.map((pair) => Number.parseInt(pair, 16));
    const data = Uint8Array.from([...(space ?? []), ...new TextEncoder().encode(name)]);
    const hash = new Uint8Array(await webcrypto.subtle.digest("SHA-1", data));
    const hex = [...hash.slice(0, 16)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    const variant = "89ab"[Number.parseInt(hex[16] ?? "", 16) % 4];
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
};

describe("nameBasedUuid", () => {
    // python3 -c 'import uuid; print(uuid.uuid5(uuid.UUID("5f3fbd9d-0e67-4f4f-9d0e-2f4c07f1a8b3"), NAME))'
    it.each([
        ["", "1279dcf8-d3b7-54a3-8e58-212338bbed25"],
        ["web", "15741203-19f3-5a1d-9f9a-14813a5b0a4a"],
        ['["qemu:///system","default","web"]', "21f90b59-3c68-5abd-bdde-cb589a066594"],
        ["Zürich 🙂", "24c835e1-d35f-5c42-a443-de9ca9929e1d"],
    ])("of %j equals Python's", (name, uuid) => {
        expect(nameBasedUuid(name)).toBe(uuid);
    });

    it("follows the standard for any name", async () => {
        await fc.assert(
            fc.asyncProperty(fc.string({ unit: "grapheme" }), async (name) => {
                expect(nameBasedUuid(name)).toBe(await independent(name));
            }),
        );
    });
});

describe("parseUuid", () => {
    it("accepts upper and lower case", () => {
        const bytes = parseUuid("83679162-1378-4288-A2D4-70e13ec132AA");
        expect(Buffer.from(bytes ?? []).toString("hex")).toBe("8367916213784288a2d470e13ec132aa");
    });

    it.each([
        "",
        "web",
        "8367916213784288a2d470e13ec132aa",
        "83679162-1378-4288-a2d4-70e13ec132a",
        "83679162-1378-4288-a2d4-70e13ec132aa ",
        "g3679162-1378-4288-a2d4-70e13ec132aa",
        "{83679162-1378-4288-a2d4-70e13ec132aa}",
        "83679162-1378-4288-a2d4-70e13ec132aa\n",
    ])("treats %j as a name", (text) => {
        expect(parseUuid(text)).toBeUndefined();
    });
});

describe("formatUuid", () => {
    it("reverses parseUuid", () => {
        fc.assert(
            fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
                expect(parseUuid(formatUuid(bytes))).toEqual(bytes);
            }),
        );
    });
});
