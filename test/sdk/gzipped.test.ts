import { createHash } from "node:crypto";
import { gunzipSync } from "node:zlib";
import * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { UserData } from "../../provider/model/inputs.ts";
import { gzipped } from "../../sdk/index.ts";
import { SEED } from "../support/seed.ts";

const settled = (text: pulumi.Input<string>): Promise<UserData> =>
    new Promise((resolve) => gzipped(text).apply(resolve));

const bytesOf = (userData: UserData): Buffer => {
    if (typeof userData === "string") return Buffer.from(userData);
    if ("base64" in userData) return gunzipSync(Buffer.from(userData.base64, "base64"));
    throw new Error("it is a list of parts");
};

const LONG = `#cloud-config\nruncmd:\n${"  - echo hello\n".repeat(100)}`;

describe("gzipped", () => {
    it("compresses what gets shorter by it, base64 included, and leaves the rest as it is", async () => {
        const long = await settled(LONG);
        expect(long).toHaveProperty("base64");
        expect(JSON.stringify(long).length).toBeLessThan(LONG.length / 5);
        expect(bytesOf(long).toString()).toBe(LONG);
        expect(await settled("#cloud-config\n")).toBe("#cloud-config\n");
        expect(await settled("")).toBe("");
    });

    it("gives bytes that are the same everywhere, without a time or a name in them", async () => {
        const long = await settled(LONG);
        const base64 = typeof long === "object" && "base64" in long ? long.base64 : "";
        const bytes = Buffer.from(base64, "base64");
        // RFC 1952 2.3.1: no flags, no time.
        expect(bytes.subarray(0, 8).toString("hex")).toBe("1f8b080000000000");
        expect(createHash("sha256").update(bytes).digest("hex")).toMatchInlineSnapshot(
            `"da473741d76f7cbd665a34e224ccc81bfbb77853b91c573966c288f7836bc4ad"`,
        );
    });

    it(`never loses or lengthens anything, CONFIG_DRIVE_SEED=${SEED}`, async () => {
        const texts = fc.oneof(
            fc.string({ unit: "grapheme", maxLength: 300 }),
            fc.array(fc.constantFrom("#cloud-config\n", "packages: [nginx]\n", "ü🙂\n"), { maxLength: 60 }),
        );
        await fc.assert(
            fc.asyncProperty(texts, async (parts) => {
                const text = typeof parts === "string" ? parts : parts.join("");
                const userData = await settled(text);
                expect(bytesOf(userData).toString()).toBe(text);
                const sent = typeof userData === "object" && "base64" in userData ? userData.base64 : text;
                expect(Buffer.byteLength(sent)).toBeLessThanOrEqual(Buffer.byteLength(text));
            }),
            { seed: SEED, numRuns: 300 },
        );
    });

    it.each([LONG, "short"])("is secret when the text is, compressed or not", async (text) => {
        expect(await pulumi.isSecret(gzipped(pulumi.secret(text)))).toBe(true);
        expect(await pulumi.isSecret(gzipped(pulumi.output(text)))).toBe(false);
    });
});
