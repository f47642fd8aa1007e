import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { readImage } from "../../../provider/image/read.ts";
import { wholeImage, writeImage } from "../../../provider/image/write.ts";
import { layOut } from "../../../provider/tree/lay-out.ts";
import { inMemory, joined } from "../../support/in-memory.ts";
import { FULL, specOf } from "../spec/reading.ts";

const equal = (left: Uint8Array, right: Uint8Array): boolean => Buffer.compare(left, right) === 0;

const TREE = layOut(specOf({ ...FULL }));

describe.each(["iso9660", "vfat"] as const)("writeImage of format %s", (format) => {
    const OPTIONS = { format, label: "config-2" };

    it("is equal for equal trees, and differs for others", () => {
        const image = writeImage(TREE, OPTIONS);
        expect(writeImage(layOut(specOf(structuredClone({ ...FULL }))), OPTIONS)).toEqual(image);
        expect(writeImage(TREE, { ...OPTIONS, label: "CONFIG-2" }).digest).not.toBe(image.digest);
        expect(writeImage(TREE.slice(1), OPTIONS).digest).not.toBe(image.digest);
    });

    it("has the size and digest that it reports", () => {
        const image = writeImage(TREE, OPTIONS);
        const { size, used, chunks, digest } = image;
        const whole = joined(wholeImage(image));
        expect(whole.length).toBe(size);
        expect(size % 4096).toBe(0);
        const bytes = joined(chunks);
        expect(bytes.length).toBe(used);
        expect(whole.subarray(0, used).equals(bytes)).toBe(true);
        expect(whole.subarray(used).every((byte) => byte === 0)).toBe(true);
        expect(createHash("sha256").update(bytes).digest("hex")).toBe(digest);
    });

    it("carries the tree's own buffers, so that big files aren't copied", () => {
        const { chunks } = writeImage(TREE, OPTIONS);
        const isCarried = (content: Uint8Array): boolean =>
            chunks.includes(content) ||
            (format === "iso9660" &&
                TREE.some((other) => chunks.includes(other.content) && equal(inMemory(other.content), content)));
        for (const { content } of TREE.filter((file) => file.content.length > 0))
            expect(isCarried(inMemory(content))).toBe(true);
    });

    it("stores equal files once in ISO 9660, so that large user data doesn't multiply", () => {
        const MIB = 1024 * 1024;
        const userData = `#!/bin/sh\n${"x".repeat(15 * MIB)}`;
        const size = 256 * MIB;
        const { used } = writeImage(layOut(specOf({ ...FULL, userData })), { ...OPTIONS, size });
        if (format === "iso9660") expect(used).toBeLessThan(17 * MIB);
        else expect(used).toBeGreaterThan(11 * 15 * MIB);
    });

    it("creates an empty directory for a path that ends in a slash", () => {
        const tree = [
            { path: "content/", content: new Uint8Array(), holds: "secret" as const },
            { path: "license/codes", content: new Uint8Array([1]), holds: "secret" as const },
        ];
        const { files, directories } = readImage(new Uint8Array(joined(wholeImage(writeImage(tree, OPTIONS)))));
        expect(files.map(({ path }) => path)).toEqual(["license/codes"]);
        expect([...directories].sort()).toEqual(["content", "license"]);
    });

    it("does the same in any time zone, locale and year", () => {
        const zone = process.env["TZ"];
        const { digest } = writeImage(TREE, OPTIONS);
        try {
            process.env["TZ"] = "Pacific/Kiritimati";
            expect(writeImage(TREE, OPTIONS).digest).toBe(digest);
        } finally {
            if (zone === undefined) delete process.env["TZ"];
            else process.env["TZ"] = zone;
        }
    });
});
