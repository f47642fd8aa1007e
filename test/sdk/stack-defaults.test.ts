import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { load } from "js-yaml";
import { describe, expect, it } from "vitest";
import type { RawInputs } from "../../provider/model/inputs.ts";
import { ConfigDrive, type ConfigDriveArgs } from "../../sdk/config-drive.ts";
import { STACK_KEYS } from "../../sdk/configuration/stack-defaults.ts";
import { runStack } from "./declared-stack.ts";

const DRIVE = "pulumi-nodejs:dynamic/config-drive:ConfigDrive";
const GUIDE = readFileSync("docs/configuration.md", "utf8");
const PASSWORD = "config-drive:connectionPassword";

/** What a drive declares with a stack's configuration, and whatever of it Pulumi keeps secret. */
const declaredWith = async (
    config: Readonly<Record<string, string>>,
    args: ConfigDriveArgs = {},
    secretKeys: readonly string[] = [PASSWORD],
    project?: string,
): Promise<RawInputs> => {
    const resources = await runStack(() => new ConfigDrive("web", args), config, secretKeys, project);
    return resources.get(`${DRIVE} web`)?.inputs ?? {};
};

const nothing = pulumi.output(undefined) as unknown as pulumi.Output<string>;

/** A text for each key, and the argument that it stands for. */
const SETTINGS: readonly (readonly [string, string, unknown])[] = [
    ["connection", "qemu+ssh://root@kvm1/system", "qemu+ssh://root@kvm1/system"],
    ["connectionPassword", "hush", "hush"],
    ["pool", "guests", "guests"],
    ["device", "disk", "disk"],
    ["bus", "usb", "usb"],
    ["startupPolicy", "mandatory", "mandatory"],
    ["cache", "none", "none"],
    ["onChange", "nextBoot", "nextBoot"],
    ["verify", "content", "content"],
    ["timeouts", '{"create":900,"read":"60.5"}', { create: 900, read: 60.5 }],
    ["detectDrift", "false", false],
];

describe("the stack's configuration", () => {
    it("has a key for each default", () => {
        expect(SETTINGS.map(([key]) => key)).toEqual(STACK_KEYS);
    });

    it("has the keys that the guide lists", () => {
        const listed = [...GUIDE.matchAll(/^\| `config-drive:(\w+)` \|/gm)].map(([, key]) => key);
        expect(listed).toEqual(STACK_KEYS);
    });

    it("accepts the values that the guide has for Pulumi.yaml: all but the password", async () => {
        const [, block = ""] = /```yaml\n([\s\S]*?)```/.exec(GUIDE) ?? [];
        const { config } = load(block) as { readonly config: Record<string, { readonly value: unknown }> };
        expect(Object.keys(config)).toEqual(
            STACK_KEYS.filter((key) => key !== "connectionPassword").map((key) => `config-drive:${key}`),
        );
        // Pulumi passes texts as they are and everything else as JSON.
        const texts = Object.entries(config).map(([key, { value }]) => [
            key,
            typeof value === "string" ? value : JSON.stringify(value),
        ]);
        expect(await declaredWith(Object.fromEntries(texts))).toMatchObject({ pool: "default", detectDrift: true });
    });

    it.each(SETTINGS)("sets %s for drives that don't set it", async (key, text, value) => {
        const config = { [`config-drive:${key}`]: text };
        expect((await declaredWith(config))[key]).toEqual(value);
        const given = key === "timeouts" ? { create: 5 } : "given";
        expect((await declaredWith(config, { [key]: given }))[key]).toEqual(given);
        expect((await declaredWith(config, { [key]: pulumi.output(given) }))[key]).toEqual(given);
        expect((await declaredWith(config, { [key]: nothing }))[key]).toEqual(value);
        expect((await declaredWith(config, { [key]: undefined }))[key]).toEqual(value);
    });

    it("sets nothing else", async () => {
        const plain = await declaredWith({});
        const configured = await declaredWith({ "config-drive:pool": "guests", "project:pool": "x", pool: "y" });
        expect(configured).toEqual({ ...plain, pool: "guests" });
    });

    it("overrides libvirt's own URI", async () => {
        const libvirt = { "libvirt:uri": "qemu:///session" };
        expect(await declaredWith(libvirt)).toMatchObject({ connection: "qemu:///session" });
        const both = { ...libvirt, "config-drive:connection": "qemu:///system" };
        expect(await declaredWith(both)).toMatchObject({ connection: "qemu:///system" });
        expect(await declaredWith(both, { connection: nothing })).toMatchObject({ connection: "qemu:///system" });
        expect(await declaredWith(libvirt, { connection: nothing })).toMatchObject({ connection: "qemu:///session" });
    });

    it.each(["connectionPassword", "pool"])("keeps a secret %s a secret", async (key) => {
        const full = `config-drive:${key}`;
        const resources = await runStack(() => new ConfigDrive("web"), { [full]: "hush" }, [full]);
        expect(resources.get(`${DRIVE} web`)?.secrets).toContain(key);
    });

    it.each(["config-drive:pool", "config-drive:verify"])("keeps a plain %s plain", async (full) => {
        const resources = await runStack(() => new ConfigDrive("web"), { [full]: "content" });
        expect(resources.get(`${DRIVE} web`)?.secrets).not.toContain(full.split(":")[1]);
    });

    it("is rejected with all that is wrong in it, in one error", async () => {
        const wrong = {
            "config-drive:connection": "qemu+shh://kvm1/system",
            "config-drive:pool": "",
            "config-drive:device": "floppy",
            "config-drive:bus": "idee",
            "config-drive:startupPolicy": "",
            "config-drive:cache": "None",
            "config-drive:onChange": "later",
            "config-drive:verify": "true",
            "config-drive:timeouts": '{"create":0}',
            "config-drive:detectDrift": "no",
            "config-drive:poll": "guests",
            [PASSWORD]: "plain",
        };
        await expect(declaredWith(wrong, {}, [])).rejects.toThrowErrorMatchingInlineSnapshot(`
          [Error: read the defaults for config drives from the stack's configuration: it is invalid. Change a value with \`pulumi config set KEY VALUE\`, or remove it with \`pulumi config rm KEY\`.
              config-drive:connection: the transport "shh" doesn't exist. Use one of qemu:///system, qemu:///session, qemu+ssh://user@host/system, qemu+tls://host/system and qemu+tcp://host/system.
              config-drive:pool: must be the name of a storage pool
              config-drive:device: must be cdrom or disk
              config-drive:bus: must be auto, ide, sata, scsi, usb or virtio
              config-drive:startupPolicy: must be mandatory, requisite or optional
              config-drive:cache: must be default, none, writethrough, writeback, directsync or unsafe
              config-drive:onChange: must be swap or nextBoot
              config-drive:verify: must be size or content
              config-drive:timeouts: must map create, read, update or delete to a number of seconds above 0 and at most 86400, e.g. {"create": 900}
              config-drive:detectDrift: must be true or false
              config-drive:poll: isn't a key for config drives; did you mean config-drive:pool?
              config-drive:connectionPassword: is stored in plain text; set it with --secret]
        `);
    });

    it.each(["900", "[]", "null", "{", '{"creat":9}', '{"create":true}', '{"create":""}', '{"create":86401}'])(
        "rejects timeouts: %s",
        async (text) => {
            await expect(declaredWith({ "config-drive:timeouts": text })).rejects.toThrow(
                /config-drive:timeouts: must/,
            );
        },
    );

    it("rejects an empty password", async () => {
        await expect(declaredWith({ [PASSWORD]: "" })).rejects.toThrow("connectionPassword: must be a password");
    });

    it("leaves other keys to a project of the same name", async () => {
        const config = { "config-drive:pool": "guests", "config-drive:image": "debian.qcow2" };
        expect(await declaredWith(config, {}, [], "config-drive")).toMatchObject({ pool: "guests" });
        await expect(declaredWith(config)).rejects.toThrow("config-drive:image: isn't a key");
    });
});
