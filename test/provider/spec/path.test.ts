import { describe, expect, it } from "vitest";
import { showPath, valueAt } from "../../../provider/spec/path.ts";

describe("showPath", () => {
    it("puts names after a dot, positions and all other keys in brackets", () => {
        expect(showPath(["networkData", "links", 1, "ethernet_mac_address"])).toBe(
            "networkData.links[1].ethernet_mac_address",
        );
        expect(showPath(["files", "/etc/motd", "base64"])).toBe('files["/etc/motd"].base64');
        expect(showPath(["meta", "1"])).toBe('meta["1"]');
        expect(showPath(["meta", 'say "hi"'])).toBe('meta["say \\"hi\\""]');
    });

    it("shows the root as an empty text", () => {
        expect(showPath([])).toBe("");
    });
});

describe("valueAt", () => {
    it("follows own keys and positions only", () => {
        expect(valueAt({ a: [{ b: 1 }] }, ["a", 0, "b"])).toBe(1);
        expect(valueAt({ a: [] }, ["a", "length", "b"])).toBeUndefined();
        expect(valueAt({}, ["constructor"])).toBeUndefined();
        expect(valueAt("text", [0])).toBeUndefined();
    });
});
