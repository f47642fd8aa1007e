import { describe, expect, it } from "vitest";
import { UNKNOWN } from "../../../provider/model/problem.ts";
import { problemsIn, specOf, warningsIn } from "./reading.ts";

const SSH = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ9n0qF8wX3m2v4cT5y6zA7bC8dE9fG0hI1jK2lM3nO4 ops@example.org";
const PEM = "-----BEGIN CERTIFICATE-----\nMIIBszCCARygAwIBAgI=\n-----END CERTIFICATE-----\n";

describe("publicKeys", () => {
    it("tells certificates from ssh keys, and leaves both as they are", () => {
        expect(specOf({ publicKeys: { ops: `${SSH}\n`, admin: PEM } }).metaData.publicKeys).toEqual([
            { name: "ops", type: "ssh", data: `${SSH}\n` },
            { name: "admin", type: "x509", data: PEM },
        ]);
    });

    it.each([
        ["", "is empty"],
        [" \n", "is empty"],
        [`${SSH}\n${SSH}`, "must be one ssh key on one line, or one certificate in PEM"],
        [`${SSH}\r${SSH}`, "must be one ssh key on one line, or one certificate in PEM"],
        [PEM.replace("END", "STOP"), "must be one ssh key on one line, or one certificate in PEM"],
        [`-----BEGIN OPENSSH ${"PRIVATE"} KEY-----\nb3Bl\n`, "is a private key; give the public one"],
        [[SSH], "must be a string, not a list"],
    ])("refuses %j", (key, reason) => {
        expect(problemsIn({ publicKeys: { ops: key } })).toEqual([`publicKeys.ops: ${reason}`]);
    });

    it("reads a line without an end to its quotes in no time", () => {
        expect(problemsIn({ publicKeys: { ops: '"\\"'.repeat(500_000) } })).toHaveLength(1);
    });

    it("refuses a list of keys", () => {
        expect(problemsIn({ publicKeys: [SSH] })).toEqual(["publicKeys: must be an object, not a list"]);
    });
});

describe("a certificate among the public keys", () => {
    const type = "ssh-ed25519-cert-v01@openssh.com";
    const blob = Buffer.concat([Buffer.from([0, 0, 0, type.length]), Buffer.from(type), Buffer.alloc(40)]);
    const publicKeys = { ops: SSH, admin: PEM, signed: `${type} ${blob.toString("base64")}` };
    const saidOf = (userData: unknown): readonly string[] =>
        warningsIn({ publicKeys, userData }).filter((warning) => warning.includes("Afterburn"));

    it("is warned of where Ignition shows that Afterburn reads the keys", () => {
        const reason = "is a certificate, at which Afterburn gives up: the guest gets none of the ssh keys";
        const warnings = [`publicKeys.admin: ${reason}`, `publicKeys.signed: ${reason}`];
        expect(saidOf('{"ignition": {"version": "3.4.0"}}')).toEqual(warnings);
    });

    it.each([undefined, UNKNOWN, "#ps1\nWrite-Host\n", "#cloud-config\n{}\n"])("is not beside %j", (userData) => {
        expect(saidOf(userData)).toEqual([]);
    });
});
