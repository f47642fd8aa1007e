import { describe, expect, it } from "vitest";
import { outlineOf } from "../../../../provider/view/user-data/outline.ts";

const KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGtC7VSfNHT4FWjlGPbFxDTSZ3rhu9rSSSvbYMbnJHwM";
const FINGERPRINT = "SHA256:cX5HsjNrSpQ/AbDLmC8mouNCZvc4NkPpCtD18Jb4vnM";

const keysIn = (inputs: Readonly<Record<string, unknown>>): readonly unknown[] =>
    outlineOf(inputs, false).keys.items.map(({ user, source, comment, fingerprint }) => {
        expect(fingerprint).toBe(FINGERPRINT);
        return [user, source, comment];
    });

const config = (value: unknown): string => `#cloud-config\n${JSON.stringify(value)}\n`;

describe("the keys in user data", () => {
    it("are those of a cloud-config, for the default user and by user", () => {
        const userData = config({
            ssh_authorized_keys: [`${KEY} top`],
            user: { name: "ops", "ssh-authorized-keys": `${KEY} one\n${KEY} two` },
            users: [
                "default",
                { ssh_authorized_keys: [`${KEY} own`] },
                { name: "alice", ssh_authorized_keys: { a: `${KEY} mapped` } },
            ],
        });
        expect(keysIn({ userData })).toEqual([
            [undefined, "user data", "top"],
            ["ops", "user data", "one"],
            ["ops", "user data", "two"],
            ["ops", "user data", "own"],
            ["alice", "user data", "mapped"],
        ]);
    });

    it("are those of users in a mapping, of a part, of vendor data and of an Ignition config", () => {
        const users = { default: { ssh_authorized_keys: [`${KEY} a`] }, bob: { ssh_authorized_keys: [`${KEY} b`] } };
        expect(keysIn({ userData: [{ content: "#!/bin/sh\n" }, { content: config({ users }) }] })).toEqual([
            ["default user", "user data, part 2", "a"],
            ["bob", "user data, part 2", "b"],
        ]);
        expect(keysIn({ vendorData: { "cloud-init": config({ ssh_authorized_keys: [KEY] }) } })).toEqual([
            [undefined, "vendor data", ""],
        ]);
        const passwd = { users: [{ name: "core", sshAuthorizedKeys: [`${KEY} c`] }] };
        expect(keysIn({ userData: JSON.stringify({ ignition: { version: "3.4.0" }, passwd }) })).toEqual([
            ["core", "user data", "c"],
        ]);
    });

    it("show no secret in a comment, an option or the name of a user", () => {
        const keys = [`environment="A=hunter2" ${KEY} password=hunter2`];
        const userData = config({
            ssh_authorized_keys: keys,
            users: [{ name: "a:hunter2", ssh_authorized_keys: keys }],
        });
        const shown = outlineOf({ userData }, false);
        expect(shown.keys.items).toHaveLength(2);
        expect(JSON.stringify(shown)).not.toContain("hunter2");
    });

    it("are shown up to the limit of a view, also if aliases make many of few", () => {
        const keys = Array.from({ length: 20 }, () => `- ${KEY}`).join("\n");
        const user = (index: number): string => `- { name: u${index}, ssh_authorized_keys: *keys }`;
        const users = Array.from({ length: 50 }, (_, index) => user(index)).join("\n");
        const userData = `#cloud-config\nssh_authorized_keys: &keys\n${keys}\nusers:\n${users}\n`;
        const { items, omitted } = outlineOf({ userData }, false).keys;
        expect([items.length, omitted]).toEqual([200, 820]);
    });
});

describe("the login settings in user data", () => {
    it("are those that lock an operator out or let one in", () => {
        const userData = config({
            ssh_pwauth: false,
            disable_root: true,
            users: [{ lock_passwd: true }, { name: "alice", "lock-passwd": false }, { name: "bob" }],
        });
        expect(outlineOf({ userData }, false).logins).toEqual([
            { setting: "ssh_pwauth", user: undefined, value: "false", source: "user data" },
            { setting: "disable_root", user: undefined, value: "true", source: "user data" },
            { setting: "lock_passwd", user: "default user", value: "true", source: "user data" },
            { setting: "lock_passwd", user: "alice", value: "false", source: "user data" },
        ]);
    });

    it("show no value but a word", () => {
        const userData = config({ ssh_pwauth: "hunter", disable_root: ["hunter2"] });
        expect(outlineOf({ userData }, false).logins.map(({ value }) => value)).toEqual(["…", "…"]);
    });
});
