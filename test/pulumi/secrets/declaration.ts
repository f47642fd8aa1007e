import { gzipSync } from "node:zlib";
import type { Canaries } from "./canary.ts";

/** What the program declares; not typed as the drive's, since some of it is wrong. */
export type Declaration = Readonly<Record<string, unknown>>;

const base64 = (text: string): string => Buffer.from(text).toString("base64");

/** User data in each of its forms, by the number of the change. */
const userDataOf = (canaries: Canaries, change: number): unknown => {
    const secret = canaries.plant(`user-data-${change}`);
    const text = `#cloud-config\n# ${secret}\n`;
    canaries.watch(text);
    if (change % 3 === 0) return text;
    if (change % 3 === 1) return [{ content: text }, { content: `#!/bin/sh\n# ${secret}\n`, filename: "setup.sh" }];
    const bytes = gzipSync(text);
    canaries.watchBytes(bytes);
    return { base64: bytes.toString("base64") };
};

/** A declaration with a secret in every input that holds one, all of them others with each change. */
export const declareSecrets = (canaries: Canaries, change: number): Declaration => {
    const plant = (name: string): string => canaries.plant(`${name}-${change}`);
    const triggers = [plant("trigger")];
    canaries.watch(JSON.stringify(triggers));
    return {
        triggers,
        userData: userDataOf(canaries, change),
        adminPassword: plant("password"),
        randomSeed: base64(plant("seed-of-more-than-sixteen-bytes")),
        files: {
            "/etc/text": { content: `${plant("file")}\u0000` },
            "/etc/bytes": { base64: base64(plant("file-in-base64")) },
        },
        rootFiles: { "root.txt": { content: plant("root-file") } },
        vendorData: { nested: [{ deep: plant("vendor-data") }] },
        vendorData2: { static: { deep: plant("vendor-data2") } },
        ec2: { "instance-id": "i-0000002a" },
        extraMetaData: { product: "shop", token: plant("extra") },
    };
};

/** Declarations that are refused, by what is wrong with them; each wrong value is a secret. */
export const declareWrong = (canaries: Canaries): Readonly<Record<string, Declaration>> => {
    const plant = (name: string): string => canaries.plant(`wrong-${name}`);
    return {
        "shapes and encodings": {
            userData: { base64: `${plant("base64")}!` },
            adminPassword: { not: plant("password") },
            randomSeed: plant("seed"),
            files: {
                "/etc/both": { content: plant("content"), base64: plant("base64") },
                "/etc/text": plant("text"),
                relative: { content: plant("relative") },
                "/etc/more": { content: "x", mode: plant("mode") },
            },
            rootFiles: { root: { base64: plant("root") }, "../above": { content: plant("above") } },
            vendorData: [plant("vendor-data")],
            vendorData2: plant("vendor-data2"),
            publicKeys: { ops: `-----BEGIN OPENSSH PRIVATE KEY-----\n${plant("key")}\n` },
            password: plant("unknown"),
        },
        parts: {
            userData: [
                { content: plant("part"), contentType: `${plant("type")} x` },
                { content: "", filename: `${plant("filename")}/`, mergeType: `${plant("merge")}\n` },
                { content: [plant("list")], text: plant("unknown-of-part") },
                plant("string"),
            ],
        },
        headers: {
            userData: `# cloud-config\n# ${plant("header")}\n`,
            vendorData: { "cloud-init": `\ufeff#cloud-config\n# ${plant("mark")}\n` },
        },
        "an Ignition config": { userData: JSON.stringify({ ignition: { version: plant("version") } }) },
        "more than there is room for": {
            format: "vfat",
            size: 2_129_920,
            rootFiles: { "large.bin": { content: plant("large").repeat(70_000) } },
        },
    };
};

/** What is only warned of. */
export const declareStrange = (canaries: Canaries): Declaration => ({
    userData: canaries.plant("strange"),
    vendorData: { "cloud-init": `#!/bin/sh\r\n# ${canaries.plant("strange-script")}\r\n` },
    randomSeed: null,
});
