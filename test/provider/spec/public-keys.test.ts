import { describe, expect, it } from "vitest";
import { UNKNOWN } from "../../../provider/model/unknown.ts";
import { problemsIn, specOf, warningsIn } from "./reading.ts";

const SSH = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ9n0qF8wX3m2v4cT5y6zA7bC8dE9fG0hI1jK2lM3nO4 ops@example.org";
const PEM = "-----BEGIN CERTIFICATE-----\nMIIBszCCARygAwIBAgI=\n-----END CERTIFICATE-----\n";

describe("publicKeys", () => {
    it("distinguishes certificates from ssh keys, and keeps both unchanged", () => {
        expect(specOf({ publicKeys: { ops: `${SSH}\n`, admin: PEM } }).metaData.publicKeys).toEqual([
            { name: "ops", type: "ssh", data: `${SSH}\n` },
            { name: "admin", type: "x509", data: PEM },
        ]);
    });

    it.each([
        ["", "is empty"],
        [" \n", "is empty"],
        [`${SSH}\n${SSH}`, "must be one ssh key on a single line or one PEM certificate"],
        [`${SSH}\r${SSH}`, "must be one ssh key on a single line or one PEM certificate"],
        [PEM.replace("END", "STOP"), "must be one ssh key on a single line or one PEM certificate"],
        [`-----BEGIN OPENSSH ${"PRIVATE"} KEY-----\nb3Bl\n`, "is a private key; use the public key"],
        [[SSH], "must be a string, not a list"],
    ])("rejects %j", (key, reason) => {
        expect(problemsIn({ publicKeys: { ops: key } })).toEqual([`publicKeys.ops: ${reason}`]);
    });

    it("reads a line with an unclosed quote quickly", () => {
        expect(problemsIn({ publicKeys: { ops: '"\\"'.repeat(500_000) } })).toHaveLength(1);
    });

    it("rejects a list of keys", () => {
        expect(problemsIn({ publicKeys: [SSH] })).toEqual(["publicKeys: must be an object, not a list"]);
    });
});

describe("a certificate among the public keys", () => {
    const type = "ssh-ed25519-cert-v01@openssh.com";
    const blob = Buffer.concat([Buffer.from([0, 0, 0, type.length]), Buffer.from(type), Buffer.alloc(40)]);
    const publicKeys = { ops: SSH, admin: PEM, signed: `${type} ${blob.toString("base64")}` };
    const saidOf = (userData: unknown): readonly string[] =>
        warningsIn({ publicKeys, userData }).filter((warning) => warning.includes("Afterburn"));

    it("gets a warning if Ignition shows that Afterburn reads the keys", () => {
        const reason = "is a certificate, which makes Afterburn fail; the guest gets none of the ssh keys";
        const warnings = [`publicKeys.admin: ${reason}`, `publicKeys.signed: ${reason}`];
        expect(saidOf('{"ignition": {"version": "3.4.0"}}')).toEqual(warnings);
    });

    it.each([undefined, UNKNOWN, "#ps1\nWrite-Host\n", "#cloud-config\n{}\n"])("gets none next to %j", (userData) => {
        expect(saidOf(userData)).toEqual([]);
    });
});
