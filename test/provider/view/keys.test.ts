import { describe, expect, it } from "vitest";
import { keysOf } from "../../../provider/view/keys.ts";

const KEY =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGtC7VSfNHT4FWjlGPbFxDTSZ3rhu9rSSSvbYMbnJHwM ops@example.org, second floor";

describe("the keys of a drive", () => {
    it("have a type, a fingerprint and a comment, after any options", () => {
        expect(keysOf({ ops: `from="10.0.0.0/8, x" ${KEY}\n` }, false)).toMatchObject([
            {
                name: "ops",
                type: "ssh-ed25519",
                fingerprint: "SHA256:cX5HsjNrSpQ/AbDLmC8mouNCZvc4NkPpCtD18Jb4vnM",
                comment: "ops@example.org, second floor",
            },
        ]);
    });

    it.each([
        ["no key", "hello", ""],
        ["a number", 7, ""],
        ["a key that ends too early", KEY.slice(0, 50), "ssh-ed25519"],
        [
            "a certificate that ends too early",
            "ssh-rsa-cert-v01@openssh.com AAAAHHNzaC1y",
            "ssh-rsa-cert-v01@openssh.com",
        ],
        ["a type alone", "ssh-rsa", "ssh-rsa"],
        ["a type that has no fingerprint", "ssh-xmss-cert-v01@openssh.com AAAA", "ssh-xmss-cert-v01@openssh.com"],
        ["a damaged certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", "x509"],
    ])("have no fingerprint if they can't be read: %s", (_, key, type) => {
        expect(keysOf({ a: key }, false)).toEqual([{ name: "a", type, fingerprint: undefined, comment: "" }]);
    });

    it("have options, of which only the names that sshd knows are shown unless secrets were asked for", () => {
        const text = 'no-pty,Command="echo \\"canary, restrict\\"",environment="PW=canary",canary';
        const optionsOf = (withSecrets: boolean): unknown => keysOf({ a: `${text} ${KEY}` }, withSecrets)[0]?.options;
        expect(optionsOf(false)).toEqual({
            names: ["command", "environment", "no-pty"],
            digest: expect.stringMatching(/^[0-9a-f]{64}$/),
            value: undefined,
        });
        expect(optionsOf(true)).toMatchObject({ value: text });
        expect(keysOf({ a: KEY }, true)[0]?.options).toBeUndefined();
    });

    const OTHER = KEY.replace("GtC7", "HtD8").replace("ops", "dev");
    const CERTIFICATE = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----";

    it.each([
        ["lines of one text", { two: `${KEY}\n\n${OTHER}\n` }, ["two", "two, line 3"]],
        ["lines with a carriage return", { two: `${KEY}\r\n${OTHER}` }, ["two", "two, line 2"]],
        ["lines that only Python splits", { two: `${KEY}\u2028${OTHER}` }, ["two", "two, line 2"]],
        ["lines of a text that only Python splits", `${KEY}\x1c${OTHER}`, ["line 1", "line 2"]],
        ["a list under a name", { two: [KEY, OTHER] }, ["two, key 1", "two, key 2"]],
        ["a list", [KEY, OTHER], ["key 1", "key 2"]],
        ["a text", `${KEY}\n${OTHER}`, ["line 1", "line 2"]],
    ])("are all that cloud-init installs: %s", (_, publicKeys, names) => {
        const keys = keysOf(publicKeys, false);
        expect(keys.map(({ name }) => name)).toEqual(names);
        expect(new Set(keys.map(({ fingerprint }) => fingerprint)).size).toBe(2);
        expect(keys.map(({ comment }) => String(comment).slice(0, 3))).toEqual(["ops", "dev"]);
    });

    it("include those between certificates, which sshd reads too", () => {
        expect(keysOf({ a: `${CERTIFICATE}\n${KEY}\n${CERTIFICATE}` }, false)).toMatchObject([
            { name: "a", type: "x509" },
            { name: "a, line 4", type: "ssh-ed25519" },
        ]);
    });

    it.each(["password=hunter2", "https://u:hunter2@example.org"])(
        "have no comment with the form of a secret unless secrets were asked for: %s",
        (comment) => {
            const key = `${KEY.split(" ").slice(0, 2).join(" ")} ${comment}`;
            const [hidden] = keysOf({ a: key }, false);
            expect(JSON.stringify(hidden)).not.toContain("hunter2");
            expect(hidden?.comment).toMatchObject({ value: undefined });
            expect(keysOf({ a: key }, true)[0]).toMatchObject({ comment: { value: comment } });
        },
    );

    it("are none in anything else", () => {
        expect([undefined, [], "", 7, null].flatMap((keys) => keysOf(keys, false))).toEqual([]);
    });
});
