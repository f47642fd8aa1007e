import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { publicKeysOf } from "../../sdk/index.ts";
import { problemsIn, SSH_KEY, warningsIn } from "../provider/spec/reading.ts";
import { SEED } from "../support/seed.ts";

const TYPES = ["ssh-ed25519", "ssh-rsa", "ecdsa-sha2-nistp256", "sk-ssh-ed25519@openssh.com", "ssh-dss"];

/** RFC 4253 6.6: a key's bytes begin with its type. */
const keyOf = (type: string): string => {
    const strings = [Buffer.from(type), Buffer.alloc(33, 7)].map((bytes) => {
        const length = Buffer.alloc(4);
        length.writeUInt32BE(bytes.length);
        return Buffer.concat([length, bytes]);
    });
    return `${type} ${Buffer.concat(strings).toString("base64")}`;
};

const [ED25519 = "", RSA = ""] = TYPES.map(keyOf);

describe("publicKeysOf", () => {
    it("takes the keys of a file, named by their comments", () => {
        const text = `# the team\n${SSH_KEY}\r\n\n  ${RSA} Ada Lovelace, laptop  \n`;
        const keys = { ops: SSH_KEY, "Ada Lovelace, laptop": `${RSA} Ada Lovelace, laptop` };
        expect(publicKeysOf(text)).toEqual(keys);
        expect(publicKeysOf(`\ufeff${text}`)).toEqual(keys);
    });

    it("gives every key a name of its own", () => {
        const lines = [ED25519, RSA, `${ED25519} a-2`, `${ED25519} a`, `${RSA} a`, `${RSA} __proto__`];
        const keys = publicKeysOf(lines.join("\n"));
        expect(Object.keys(keys)).toEqual(["key", "key-2", "a-2", "a", "a-3", "key-3"]);
        expect(Object.values(keys)).toEqual(lines);
    });

    it("leaves options with their keys, as guests take them", () => {
        const lines = [
            `restrict,command="echo \\"ssh-rsa\\" # no",from="192.0.2.0/24" ${ED25519} backup`,
            `cert-authority ${RSA}`,
        ];
        const keys = publicKeysOf(lines.join("\n"));
        expect(keys).toEqual({ backup: lines[0], key: lines[1] });
        expect(problemsIn({ publicKeys: keys })).toEqual([]);
    });

    it("refuses what is no public key, by the number of its line and never by its text", () => {
        const secret = "b3BlbnNzaC1rZXktdjEAAAAA";
        const privateKey = `-----BEGIN OPENSSH PRIVATE KEY-----\n${secret}\n-----END OPENSSH PRIVATE KEY-----\n`;
        const refusals = [privateKey, `${SSH_KEY}\n${secret}\n`, `${ED25519}\n\nssh-rsa\n`, "", "# nobody\n"].map(
            (text) => {
                try {
                    return publicKeysOf(text);
                } catch (error) {
                    return String(error);
                }
            },
        );
        expect(refusals.join("\n")).not.toContain(secret);
        expect(refusals).toMatchInlineSnapshot(`
          [
            "Error: publicKeysOf: line 1 starts a private key; use the public one",
            "Error: publicKeysOf: line 2 holds no ssh key: it must have a type, e.g. ssh-ed25519, and base64",
            "Error: publicKeysOf: line 3 holds no ssh key: it must have a type, e.g. ssh-ed25519, and base64",
            "Error: publicKeysOf: the text holds no key",
            "Error: publicKeysOf: the text holds no key",
          ]
        `);
    });

    it(`gives only what publicKeys takes, in the order of the file, CONFIG_DRIVE_SEED=${SEED}`, () => {
        const line = fc
            .tuple(
                fc.constantFrom("", "restrict ", 'command="a b",no-pty '),
                fc.constantFrom(...TYPES),
                fc.string().map((comment) => comment.replaceAll(/[\r\n]/g, "").trim()),
            )
            .map(([options, type, comment]) => `${options}${keyOf(type)} ${comment}`.trim());
        fc.assert(
            fc.property(fc.array(line, { minLength: 1, maxLength: 8 }), (lines) => {
                const publicKeys = publicKeysOf(lines.join("\n"));
                // JavaScript puts keys that are numbers first.
                expect(Object.values(publicKeys).toSorted()).toEqual(lines.toSorted());
                expect([...problemsIn({ publicKeys }), ...warningsIn({ publicKeys })]).toEqual([]);
            }),
            { seed: SEED, numRuns: 300 },
        );
    });
});
