import { describe, expect, it } from "vitest";
import { problemsIn, specOf } from "./reading.ts";

const textOf = (userData: unknown): string => Buffer.from(specOf({ userData }).userData ?? []).toString();

describe("userData", () => {
    it("is written unchanged if it is text or bytes", () => {
        expect(textOf("#cloud-config\nü: 1\n")).toBe("#cloud-config\nü: 1\n");
        expect(specOf({ userData: { base64: "H4sA/w==" } }).userData).toEqual(Uint8Array.of(0x1f, 0x8b, 0, 0xff));
    });

    it("can be empty, which isn't the same as absent", () => {
        expect(specOf({ userData: "" }).userData).toEqual(new Uint8Array());
        expect(specOf({}).userData).toBeUndefined();
    });

    it("becomes one MIME message if it is a list of parts", () => {
        const parts = [
            { content: "#cloud-config\n" },
            { content: "{}", contentType: "application/json", filename: "ü.json", mergeType: "dict(no_replace)" },
        ];
        expect(textOf(parts)).toMatchInlineSnapshot(`
          "Content-Type: multipart/mixed; boundary="config-drive-part"
          MIME-Version: 1.0

          --config-drive-part
          Content-Type: text/cloud-config; charset="utf-8"
          MIME-Version: 1.0
          Content-Transfer-Encoding: base64

          I2Nsb3VkLWNvbmZpZwo=
          --config-drive-part
          Content-Type: application/json
          MIME-Version: 1.0
          Content-Transfer-Encoding: base64
          Content-Disposition: attachment; filename*=utf-8''%C3%BC.json
          Merge-Type: dict(no_replace)

          e30=
          --config-drive-part--
          "
        `);
    });

    it.each([
        [5, "userData: must be a string, { base64 } or a list of parts, not a number"],
        [
            { content: "x" },
            [
                "userData.base64: is missing; it must be a string",
                "userData.content: unknown key; supported keys: base64",
            ],
        ],
        [[], "userData: has no parts; omit userData instead"],
        [
            { packages: ["nginx"] },
            'userData: is an object; pass cloudConfig({ … }), which writes it as cloud-config, or a text (in YAML, after "userData: |")',
        ],
        [
            { ignition: { version: "3.4.0" } },
            "userData: is an object; pass the Ignition config as text: JSON.stringify({ … })",
        ],
        [["#!/bin/sh"], "userData[0]: must be an object, not a string; write { content: … }"],
        [
            [{ contents: "x" }],
            [
                "userData[0].content: is missing; it must be a string",
                'userData[0].contents: unknown key; did you mean "content"?',
            ],
        ],
        [
            [{ content: "x", filename: "" }],
            "userData[0].filename: must be a file name: not empty, and without slashes, control characters or line separators",
        ],
        [
            [{ content: "x", filename: "a\r\nX-Header: 1" }],
            "userData[0].filename: must be a file name: not empty, and without slashes, control characters or line separators",
        ],
        [
            [{ content: "x", contentType: "text/plain\nX: 1" }],
            "userData[0].contentType: must be a media type without parameters, e.g. text/cloud-config",
        ],
        [
            [{ content: "x", contentType: "text/plain; charset=x" }],
            "userData[0].contentType: must be a media type without parameters, e.g. text/cloud-config",
        ],
        [[{ content: "x", mergeType: "a\nX: 1" }], "userData[0].mergeType: must be one line of printable ASCII"],
    ])("rejects %j", (userData, problems) => {
        expect(problemsIn({ userData })).toEqual([problems].flat());
    });
});
