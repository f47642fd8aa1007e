import { describe, expect, it } from "vitest";
import { nearest, quote, unknownKey, wrongType } from "../../../provider/spec/reason.ts";

describe("quote", () => {
    it("cuts what is long", () => {
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
    ])("says what %j is, but not which", (value, reason) => {
        expect(wrongType("a string", value)).toBe(reason);
    });
});

describe("nearest", () => {
    it("sees through typing errors, case, dashes and underscores", () => {
        const known = ["ethernet_mac_address", "vlan_id", "type"];
        expect(nearest("etherent_mac_address", known)).toBe("ethernet_mac_address");
        expect(nearest("vlanId", known)).toBe("vlan_id");
        expect(nearest("tpye", known)).toBeUndefined();
        expect(nearest("typ", known)).toBe("type");
        expect(nearest("gateway", known)).toBeUndefined();
    });
});

describe("unknownKey", () => {
    it("names the key that was meant, else those there are", () => {
        expect(unknownKey("contnet", ["content", "base64"])).toBe('unknown key; did you mean "content"?');
        expect(unknownKey("mode", ["content", "base64"])).toBe("unknown key; known here: content, base64");
    });
});
