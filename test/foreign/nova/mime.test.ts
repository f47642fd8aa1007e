import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { writeMultipart } from "../../../provider/spec/mime.ts";
import { findNova, missingOf } from "./nova.ts";

const found = findNova();
const missing = missingOf(found);

const read = (message: Uint8Array): unknown => {
    if ("missing" in found) throw new Error(found.missing);
    const { stdout, stderr } = spawnSync(found.python, [join(__dirname, "read_mime.py")], { input: message });
    if (stdout.length === 0) throw new Error(`read a MIME message with Python:\n${stderr}`);
    return JSON.parse(stdout.toString());
};

describe.skipIf(missing !== undefined)(`writeMultipart beside Python's email${missing ?? ""}`, () => {
    it("writes parts that come out as they went in", () => {
        const parts = [
            {
                content: "#cloud-config\nü: 1\n",
                contentType: "text/cloud-config",
                filename: "a b.cfg",
                mergeType: "list(append)",
            },
            {
                content: "x".repeat(200),
                contentType: "application/octet-stream",
                filename: 'ü".sh',
                mergeType: undefined,
            },
            { content: "", contentType: "text/plain", filename: undefined, mergeType: undefined },
            {
                content: "--config-drive-part--\r\n\r\n",
                contentType: "text/plain",
                filename: "-",
                mergeType: undefined,
            },
        ];
        expect(read(writeMultipart(parts))).toEqual({
            multipart: true,
            defects: [],
            parts: parts.map(({ content, contentType, filename = null, mergeType = null }) => ({
                type: contentType,
                charset: contentType.startsWith("text/") ? "utf-8" : null,
                filename,
                mergeType,
                content,
            })),
        });
    });
});
