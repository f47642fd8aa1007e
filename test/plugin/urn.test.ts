import { describe, expect, it } from "vitest";
import { parseUrn } from "../../plugin/urn.ts";

describe("a URN", () => {
    it("names stack, project, parents and resource", () => {
        expect(
            parseUrn("urn:pulumi:dev::shop::my:index:Cluster$my:index:Node$config-drive:index:ConfigDrive::web"),
        ).toEqual({
            stack: "dev",
            project: "shop",
            parents: ["my:index:Cluster", "my:index:Node"],
            name: "web",
        });
    });

    it("can have colons in the name of the resource", () => {
        expect(parseUrn("urn:pulumi:dev::shop::config-drive:index:ConfigDrive::a::b").name).toBe("a::b");
    });

    it.each(["", "urn:pulumi:dev", "urn:pulumi:dev::shop::type"])("is required: %j", (text) => {
        expect(() => parseUrn(text)).toThrow("not the URN of a resource");
    });
});
