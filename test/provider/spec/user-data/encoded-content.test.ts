import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { checkCloudConfig } from "../../../../provider/spec/user-data/cloud-config.ts";

const STOPS = "so cloud-init stops and writes neither this file nor those after it";
const gz = gzipSync("hello").toString("base64");

const found = async (config: object): Promise<readonly string[]> => {
    const userData = `#cloud-config\n${JSON.stringify(config)}\n`;
    const { problems, warnings } = await checkCloudConfig({ userData });
    return [...problems, ...warnings].map(({ reason }) => reason);
};

const inFile = (encoding: string, content: string, more: object = {}): Promise<readonly string[]> =>
    found({
        write_files: [
            { path: "/a", content: "x" },
            { path: "/etc/x", encoding, content, ...more },
        ],
    });

describe("the content of a file in cloud-config", () => {
    it.each([
        ["b64", "hello world", "isn't base64"],
        ["base64", "aGVsbG8", "isn't base64"],
        ["b64", "größe===", "isn't base64"],
        ["gz", "hello", "isn't gzip data"],
        ["gzip", "H4sIAAAA", "isn't gzip data"],
        ["gz+b64", "aGVsbG8=", "isn't base64 of gzip data"],
        ["gz+base64", gz.slice(0, 16), "isn't base64 of gzip data"],
        ["gzip+b64", "hello world", "isn't base64"],
    ])("is rejected if its encoding can't decode it: %s %j", async (encoding, content, reason) => {
        expect(await inFile(encoding, content)).toEqual([
            `line 2: write_files[1].content ${reason}, as its encoding "${encoding}" requires, ${STOPS}`,
        ]);
    });

    it.each([
        ["b64", "aGVsbG8="],
        ["b64", "aGVs\nbG8=\n"],
        ["b64", "aGVsbG8= and what comes after it"],
        ["b64", ""],
        ["gzip+base64", ""],
        ["gz+b64", gz],
        ["gzip+base64", gz.replace(/.{10}/g, "$&\n")],
        ["text/plain", "hello world"],
    ])("is accepted if it can: %s %j", async (encoding, content) => {
        expect(await inFile(encoding, content)).toEqual([]);
    });

    it("is left to the schema if the encoding has an unknown name", async () => {
        expect(await inFile("rot13", "hello")).toEqual([
            expect.stringMatching(/^line 2: write_files\[1\]\.encoding must be /),
        ]);
    });

    it("isn't needed beside a source", async () => {
        expect(await inFile("b64", "hello world", { source: { uri: "https://example.org/" } })).toEqual([]);
    });

    it("never shows in a reason", async () => {
        expect((await inFile("b64", "hunter2 hunter2")).join()).not.toContain("hunter");
    });

    it("is also that of random_seed", async () => {
        expect(await found({ random_seed: { data: "hello world", encoding: "base64" } })).toEqual([
            "line 2: random_seed.data isn't base64, as its encoding \"base64\" requires, so cloud-init doesn't use it",
        ]);
        expect(await found({ random_seed: { data: "aGVsbG8=", encoding: "b64" } })).toEqual([]);
    });
});
