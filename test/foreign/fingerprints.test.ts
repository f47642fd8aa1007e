import { createECDH } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { KeyView } from "../../provider/view/drive-view.ts";
import { keysOf } from "../../provider/view/keys.ts";
import { makeFolder, removeFolder } from "./support/folder.ts";
import { findTool, run } from "./support/tools.ts";

const keygen = findTool("ssh-keygen", "openssh-client");
const openssl = findTool("openssl", "openssl");

let folder: string;

beforeAll(() => {
    folder = makeFolder();
});
afterAll(() => removeFolder(folder));

/** A point on the curve: ssh-keygen rejects any other. */
const p256Point = (): Buffer => createECDH("prime256v1").generateKeys();

const viewOf = (key: string): KeyView | undefined => keysOf({ key }, false)[0];

describe.skipIf(keygen === undefined)("ssh-keygen prints the fingerprint that a view shows", () => {
    const generate = (name: string, ...flags: readonly string[]): string => {
        const path = join(folder, name);
        run(keygen ?? "", ["-q", "-N", "", "-C", `${name} of ops`, "-f", path, ...flags]);
        return path;
    };

    const expectSame = (path: string): void => {
        const text = readFileSync(path, "utf8").trim();
        const [, fingerprint = "", comment = ""] =
            /^\d+ (\S+) (.*) \(\S+\)$/.exec(run(keygen ?? "", ["-lf", path]).trim()) ?? [];
        expect(fingerprint).toMatch(/^SHA256:/);
        expect(viewOf(text)).toMatchObject({ type: text.split(" ")[0], fingerprint, comment });
        expect(viewOf(`no-pty,command="echo \\"hi\\" " ${text}`)).toMatchObject({ fingerprint, comment });
    };

    it.each([
        ["ed25519", ["-t", "ed25519"]],
        ["rsa", ["-t", "rsa", "-b", "2048"]],
        ["ecdsa-256", ["-t", "ecdsa", "-b", "256"]],
        ["ecdsa-384", ["-t", "ecdsa", "-b", "384"]],
        ["ecdsa-521", ["-t", "ecdsa", "-b", "521"]],
    ])("of a key, and of a certificate for it: %s", (name, flags) => {
        const path = generate(name, ...flags);
        expectSame(`${path}.pub`);
        const authority = generate(`authority-${name}`, "-t", "ed25519");
        run(keygen ?? "", ["-q", "-s", authority, "-I", "host", "-n", "web", `${path}.pub`]);
        expectSame(`${path}-cert.pub`);
    });

    // A key of this kind is in a token, which tests don't have.
    it.each([
        ["sk-ssh-ed25519@openssh.com", [Buffer.alloc(32, 7), Buffer.from("ssh:")]],
        ["sk-ecdsa-sha2-nistp256@openssh.com", [Buffer.from("nistp256"), p256Point(), Buffer.from("ssh:")]],
    ])("of a key in a token: %s", (type, values) => {
        const strings = [Buffer.from(type), ...values].map((value) => {
            const length = Buffer.alloc(4);
            length.writeUInt32BE(value.length);
            return Buffer.concat([length, value]);
        });
        const path = join(folder, `${type}.pub`);
        writeFileSync(path, `${type} ${Buffer.concat(strings).toString("base64")} a token\n`);
        expectSame(path);
        const authority = generate(`authority-${type}`, "-t", "ed25519");
        run(keygen ?? "", ["-q", "-s", authority, "-I", "host", "-n", "web", path]);
        expectSame(path.replace(/\.pub$/, "-cert.pub"));
    });
});

describe.skipIf(openssl === undefined)("openssl prints the fingerprint that a view shows", () => {
    it("of a certificate", () => {
        const path = join(folder, "certificate.pem");
        const subject = ["-subj", "/O=Example/CN=ops"];
        const key = ["-newkey", "rsa:2048", "-nodes", "-keyout", join(folder, "certificate.key")];
        run(openssl ?? "", ["req", "-x509", ...key, ...subject, "-days", "2", "-out", path]);
        const printed = run(openssl ?? "", ["x509", "-in", path, "-noout", "-fingerprint", "-sha256"]).trim();
        expect(viewOf(readFileSync(path, "utf8"))).toEqual({
            name: "key",
            type: "x509",
            fingerprint: printed.slice(printed.indexOf("=") + 1),
            comment: "O=Example, CN=ops",
        });
    });
});
