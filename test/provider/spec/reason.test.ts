import { describe, expect, it } from "vitest";
import { meantBy, quote, strayKeys, unknownKey, wrongType } from "../../../provider/spec/reason.ts";

describe("quote", () => {
    it("truncates long texts", () => {
        expect(quote("x".repeat(100))).toBe(`"${"x".repeat(60)}…"`);
    });
});

describe("wrongType", () => {
    it.each([
        [undefined, "is missing; it must be a string"],
        [null, "must be a string, not null"],
        [[], "must be a string, not a list"],
        [{}, "must be a string, not an object"],
        [1, "must be a string, not a number"],
        [true, "must be a string, not a boolean"],
    ])("reports the type of %j, but not the value", (value, reason) => {
        expect(wrongType("a string", value)).toBe(reason);
    });
});

describe("meantBy", () => {
    it("recognises spelling mistakes, and ignores case, dashes and underscores", () => {
        const known = ["ethernet_mac_address", "vlan_id", "type"];
        expect(meantBy("etherent_mac_address", known)).toBe("ethernet_mac_address");
        expect(meantBy("vlanId", known)).toBe("vlan_id");
        expect(meantBy("tpye", known)).toBeUndefined();
        expect(meantBy("typ", known)).toBe("type");
        expect(meantBy("gateway", known)).toBeUndefined();
    });
});

describe("unknownKey", () => {
    it("suggests the intended key, or lists the supported ones", () => {
        expect(unknownKey("contnet", ["content", "base64"])).toBe('unknown key; did you mean "content"?');
        expect(unknownKey("mode", ["content", "base64"])).toBe("unknown key; supported keys: content, base64");
    });
});

describe("strayKeys", () => {
    it("reports each key that isn't known by its path", () => {
        expect(strayKeys({ pool: 1, hostnam: 2, "a b": 3 }, ["pool", "hostname"])).toEqual([
            { path: "hostnam", reason: 'unknown key; did you mean "hostname"?' },
            { path: '["a b"]', reason: "unknown key; supported keys: pool, hostname" },
        ]);
    });

    it("prefers the caller's reason", () => {
        const reasonFor = (key: string) => (key === "pool" ? "belongs elsewhere" : undefined);
        expect(strayKeys({ pool: 1, mode: 2 }, ["content"], reasonFor)).toEqual([
            { path: "pool", reason: "belongs elsewhere" },
            { path: "mode", reason: "unknown key; supported keys: content" },
        ]);
    });
});
