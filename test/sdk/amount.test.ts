import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { requireBounded } from "../../sdk/amount.ts";

const MIB = 1024 * 1024;
const text = (mib: number): string => "x".repeat(mib * MIB);
const TOO_MUCH =
    'declare it: rootFiles: takes the content in the declaration to 33 MiB; the limit is 32 MiB. For large files, use file assets, or { "path": … } on the command line.';

describe("requireBounded", () => {
    it.each<[string, object]>([
        ["texts", { userData: text(15), rootFiles: { a: { content: text(17) }, b: { content: "" } } }],
        ["files on disk", { rootFiles: { a: new pulumi.asset.FileAsset("/large"), b: { content: text(32) } } }],
        ["values of other kinds", { userData: 7, files: null, rootFiles: ["x"], hostname: text(33) }],
        ["outputs", { rootFiles: pulumi.output({ a: { content: text(1) } }) }],
    ])("accepts %s", (_, args) => {
        expect(() => requireBounded("declare it", args)).not.toThrow();
    });

    it.each<[string, object]>([
        ["texts", { userData: text(15), rootFiles: { a: { content: text(18) } } }],
        ["base64", { rootFiles: { a: { base64: "A".repeat(44 * MIB) } } }],
        ["parts of user data beside", { userData: [{ content: text(3) }], rootFiles: { a: { content: text(30) } } }],
    ])("rejects too many %s", (_, args) => {
        expect(() => requireBounded("declare it", args)).toThrow(TOO_MUCH);
    });
});
