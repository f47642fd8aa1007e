import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fileContent, isBase64 } from "../../../provider/spec/base64.ts";
import { problemsOf } from "../../../provider/spec/schema.ts";

describe("isBase64", () => {
    it("accepts every encoding of bytes", () => {
        fc.assert(fc.property(fc.uint8Array(), (bytes) => isBase64(Buffer.from(bytes).toString("base64"))));
    });

    it.each([
        ["a missing pad", "YQ="],
        ["no padding at all", "YQ"],
        ["a pad too many", "YWI=="],
        ["non-zero padding bits", "YR=="],
        ["a line break", "YWJj\nYWJj"],
        ["the URL alphabet", "_-8="],
        ["blanks", " YWJ"],
        ["text", "hello world!"],
    ])("rejects %s", (_, text) => {
        expect(isBase64(text)).toBe(false);
    });
});

describe("fileContent", () => {
    const reasons = (value: unknown): readonly string[] =>
        problemsOf(fileContent, value).problems.map(({ path, reason }) => `${path}: ${reason}`);

    it("reads text as UTF-8 and base64 as bytes", () => {
        expect(problemsOf(fileContent, { content: "é" }).value).toEqual(Uint8Array.of(0xc3, 0xa9));
        expect(problemsOf(fileContent, { base64: "/wA=" }).value).toEqual(Uint8Array.of(0xff, 0));
        expect(problemsOf(fileContent, { content: "" }).value).toEqual(new Uint8Array());
    });

    it("requires exactly one of them", () => {
        expect(reasons({ content: "a", base64: "YQ==" })).toEqual([": has both content and base64; set only one"]);
        expect(reasons({})).toEqual([": requires content, base64 or an asset"]);
        expect(reasons("a")).toEqual([
            ": must be an object with content or base64, not a string; write { content: … }",
        ]);
        expect(reasons(5)).toEqual([": must be an object with content or base64, not a number"]);
        expect(reasons({ contents: "a" })).toEqual(['contents: unknown key; did you mean "content"?']);
        expect(reasons({ content: "a", type: 1 })).toEqual(["type: unknown key; supported keys: content"]);
    });

    it.each(["mode", "owner", "group", "permissions"])("names the place where %s can be set", (key) => {
        const reason = `${key}: can't be set on a config drive; write the file with write_files in cloud-config, which has permissions and owner`;
        expect(reasons({ content: "a", [key]: "0600" })).toEqual([reason]);
        expect(reasons({ base64: "YQ==", [key]: "0600" })).toEqual([reason]);
    });
});
