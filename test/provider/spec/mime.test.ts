import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { typeOf, writeMultipart } from "../../../provider/spec/mime.ts";

describe("typeOf", () => {
    it.each([
        ["#cloud-config\n", "text/cloud-config"],
        ["#cloud-config-archive\n", "text/cloud-config-archive"],
        ["#cloud-config-jsonp\n", "text/cloud-config-jsonp"],
        ["#cloud-boothook\n", "text/cloud-boothook"],
        ["#include\nhttps://", "text/x-include-url"],
        ["#include-once\nhttps://", "text/x-include-once-url"],
        ["#part-handler\n", "text/part-handler"],
        ["#!/bin/sh\n", "text/x-shellscript"],
        ["## template: jinja\n#cloud-config\n", "text/jinja2"],
        ["\n #Cloud-Config\r\n", "text/cloud-config"],
        ["# cloud-config\n", "text/plain"],
        ["hello", "text/plain"],
        ["", "text/plain"],
    ])("reads %j as %s", (content, contentType) => {
        expect(typeOf(content)).toBe(contentType);
    });
});

describe("writeMultipart", () => {
    const write = (content: string, filename?: string): readonly string[] =>
        Buffer.from(writeMultipart([{ content, contentType: "text/plain", filename, mergeType: undefined }]))
            .toString()
            .split("\n");

    it("keeps every line within 76 columns and finds each boundary once", () => {
        fc.assert(
            fc.property(fc.string({ unit: "binary", maxLength: 500 }), (content) => {
                const lines = write(content);
                expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(76);
                expect(lines.filter((line) => line.startsWith("--"))).toEqual([
                    "--config-drive-part",
                    "--config-drive-part--",
                ]);
            }),
        );
    });

    it("breaks a body exactly at 76 columns", () => {
        expect(write("x".repeat(57)).slice(-4)).toEqual(
            ["eHh4".repeat(19), "--config-drive-part--", ""].toSpliced(0, 0, ""),
        );
    });

    it("encodes file names that don't fit in a quoted string", () => {
        expect(write("", 'a"b.sh')).toContain("Content-Disposition: attachment; filename*=utf-8''a%22b.sh");
        expect(write("", "a b.sh")).toContain('Content-Disposition: attachment; filename="a b.sh"');
    });
});
