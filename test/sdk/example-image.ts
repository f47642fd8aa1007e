import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { basename } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "vitest";
import { readIso9660 } from "../../provider/formats/iso9660/index.ts";

/** Whether a mocked resource got a value as a secret. */
export const isSecret = (value: unknown): value is { readonly value: unknown } =>
    typeof value === "object" && value !== null && pulumi.runtime.specialSigKey in value && "value" in value;

/** A value as the provider gets it. */
export const open = (value: unknown): unknown => (isSecret(value) ? value.value : value);

interface Drive {
    readonly paths: readonly string[];
    /** A file of the drive; empty for one that isn't there. */
    readonly text: (path: string) => string;
}

/** What is on an ISO image. */
export const readDrive = (image: Uint8Array): Drive => {
    const { files } = readIso9660(image);
    const text = (path: string): string =>
        Buffer.from(files.find((each) => each.path === path)?.content ?? []).toString();
    return { paths: files.map(({ path }) => path), text };
};

/** An image file, as an example hands it to a provider: private, and named by its content. */
export const readImage = (path: unknown): Drive & { readonly name: string; readonly sha256: string } => {
    if (typeof path !== "string") throw new Error(`no path: ${JSON.stringify(path)}`);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const bytes = readFileSync(path);
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    // What makes a change of content a change of name on every platform.
    expect(basename(path)).toBe(`config-drive-${sha256.slice(0, 32)}.iso`);
    return { name: basename(path), sha256, ...readDrive(bytes) };
};
