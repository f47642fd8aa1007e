import { describe, expect, it } from "vitest";
import { imageProblem } from "../../../provider/image/problem.ts";
import { isImageError, writeImage } from "../../../provider/image/write.ts";
import type { RawInputs } from "../../../provider/model/inputs.ts";
import type { DriveSpec } from "../../../provider/spec/parse.ts";
import { layOut } from "../../../provider/tree/lay-out.ts";
import { specOf } from "../spec/reading.ts";

/** What is wrong with the image of a declaration whose content is valid. */
const problemOf = (inputs: RawInputs): string => {
    const spec: DriveSpec = specOf(inputs);
    try {
        writeImage(layOut(spec), spec);
    } catch (error) {
        expect(isImageError(error)).toBe(true);
        const { path, reason } = imageProblem(error, spec);
        return `${path}: ${reason}`;
    }
    throw new Error("the image can hold it");
};

const bytes = (size: number) => ({ base64: Buffer.alloc(size).toString("base64") });

describe("imageProblem", () => {
    it.each<[string, RawInputs, RegExp]>([
        ["a file", { format: "vfat", rootFiles: { "a:b": { content: "" } } }, /^rootFiles\["a:b"\]: write "a:b": /],
        [
            "a directory",
            { format: "vfat", rootFiles: { "x/q?/f": { content: "" } } },
            /^rootFiles\["x\/q\?\/f"\]: write "x\/q\?/,
        ],
        [
            "a file for the guest",
            { format: "vfat", size: 2_129_920, files: { "/b": bytes(1), "/a": bytes(3_000_000) } },
            /^files\["\/a"\]: write "openstack\/content\/0000": it doesn't fit into a file system of 2129920 bytes\. Set a larger `size`\.$/,
        ],
        [
            "a document",
            { format: "vfat", size: 2_129_920, userData: bytes(3_000_000) },
            /^: write "openstack\/\S+\/user_data": it doesn't fit into a file system of 2129920 bytes\. Set a larger `size`\.$/,
        ],
    ])("names the input behind %s", (_, inputs, expected) => {
        expect(problemOf(inputs)).toMatch(expected);
    });

    it("throws other errors again", () => {
        expect(() => imageProblem(new RangeError("other"), specOf({}))).toThrow("other");
    });
});
