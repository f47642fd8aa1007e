import { readFileSync, truncateSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ContentInputs, UserData } from "../../../../provider/model/inputs.ts";
import { makeFolder, removeFolder } from "../../../foreign/support/folder.ts";
import { SSH_KEY } from "../../../provider/spec/reading.ts";
import { findCloudbaseInit, readDrives, type Seen, seenIn } from "./cloudbase-init/cloudbase-init.ts";
import { type Declared, type Readings, readDeclared } from "./cloudbase-init/declared.ts";
import { UUID, writeDrive } from "./drive.ts";

const python = findCloudbaseInit();

const CERTIFICATE = "-----BEGIN CERTIFICATE-----\nMIIBszCCARygAwIBAgI=\n-----END CERTIFICATE-----";

const base64 = (content: string | Uint8Array): string => Buffer.from(content).toString("base64");

const SCRIPT = "#ps1\nWrite-Host 'hällo'\n";
const CLOUD_CONFIG = [
    "#cloud-config",
    "set_hostname: from-config",
    "users: [{ name: deploy, gecos: Deploy, passwd: Secret-1 }]",
    "write_files: [{ path: 'C:\\motd.txt', content: hello, permissions: '0644' }]",
    "runcmd: [[echo, one], echo two]",
    "packages: [nginx]",
    "",
].join("\n");

const WHOLE: ContentInputs = {
    uuid: "1ea0e6a6-1b5c-4d5f-9d7c-6f4f0c8e2a11",
    hostname: "web-server-number-1.example.org",
    publicKeys: { ops: SSH_KEY },
    adminPassword: "Correct-Horse-1",
    meta: { admin_username: "Operator", kms_host: "kms.example.org:1688" },
    userData: SCRIPT,
    files: { "/etc/motd": { content: "hello\n" } },
};

/** A label that the product lets nobody give to a drive of its own making. */
const MISLABELLED: ContentInputs = {
    label: "config-3",
    metadataVersions: [],
    rootFiles: { "openstack/latest/meta_data.json": { content: JSON.stringify({ uuid: UUID, hostname: "web-3" }) } },
};

const user = (userData: UserData): Declared => ({ inputs: { hostname: "web-1", userData } });

const DRIVES = {
    "an ISO in a cdrom": { inputs: WHOLE },
    "an ISO as a disk": { inputs: WHOLE, device: "disk" },
    "a VFAT disk": { inputs: { ...WHOLE, format: "vfat" }, device: "disk" },
    "CONFIG-2 in a cdrom": { inputs: { hostname: "web-1", label: "CONFIG-2" } },
    "CONFIG-2 as a VFAT disk": { inputs: { hostname: "web-1", label: "CONFIG-2", format: "vfat" }, device: "disk" },
    "config-3 in a cdrom": { inputs: MISLABELLED },
    "config-3 as a disk": { inputs: MISLABELLED, device: "disk" },
    "latest alone": { inputs: { ...WHOLE, metadataVersions: "latest" } },
    nothing: { inputs: { hostname: "web-1" } },
    certificate: { inputs: { publicKeys: { ops: SSH_KEY, admin: `${CERTIFICATE}\n` } } },
    pem: user(`${CERTIFICATE}\n`),
    "cloud-config": user(CLOUD_CONFIG),
    gzip: user({ base64: base64(gzipSync(CLOUD_CONFIG)) }),
    template: user("## template: jinja\n#cloud-config\nset_hostname: x-{{ v1.local_hostname }}\n"),
    parts: user([
        { content: SCRIPT, contentType: "text/x-shellscript", filename: "setup.ps1" },
        { content: CLOUD_CONFIG },
        { content: "#ps1\nWrite-Host b\n", filename: "b.ps1" },
    ]),
    "#ps1_sysnative": user("#ps1_sysnative\nWrite-Host\n"),
    "#ps1_x86": user("#ps1_x86\nWrite-Host\n"),
    "rem cmd": user("rem cmd\ndir\n"),
    "<powershell>": user("<powershell>Write-Host</powershell>"),
    "#!/bin/sh": user("#!/bin/sh\necho\n"),
} as const satisfies Readonly<Record<string, Declared>>;

describe.skipIf(python === undefined)("a drive, read by cloudbase-init", () => {
    let folder: string;
    let readings: Readings;

    const seen = (name: keyof typeof DRIVES): Seen => seenIn(readings.of.get(name));

    beforeAll(() => {
        folder = makeFolder();
        readings = readDeclared(python ?? "", folder, DRIVES);
    });
    afterAll(() => removeFolder(folder));

    it("is read by the version that the documentation names", () => {
        expect(readFileSync("docs/consumers.md", "utf8")).toContain(`cloudbase-init ${readings.version}`);
    });

    it("does of cloud-config what the documentation says", () => {
        const [, list = ""] =
            /From cloud-config it applies ([^.]*)\./.exec(readFileSync("docs/consumers.md", "utf8")) ?? [];
        const named = [...list.matchAll(/`(\w+)`/g)].map(([, key]) => key);
        expect(named.toSorted()).toEqual(readings.cloudConfigKeys);
    });

    it.each(["an ISO in a cdrom", "an ISO as a disk", "a VFAT disk", "latest alone"] as const)(
        "is found: %s",
        (name) => {
            const { metadata, plugins } = seen(name);
            expect(metadata).toEqual({
                instanceId: WHOLE.uuid,
                hostname: WHOLE.hostname,
                publicKeys: [SSH_KEY],
                adminUsername: "Operator",
                adminPassword: "Correct-Horse-1",
                certificates: [],
                kmsHost: "kms.example.org:1688",
                userData: base64(SCRIPT),
            });
            expect(plugins.userData.calls).toEqual([["run", "powershell sysnative", SCRIPT]]);
        },
    );

    it.each(["CONFIG-2 in a cdrom", "CONFIG-2 as a VFAT disk"] as const)("is found: %s", (name) => {
        expect(seen(name).metadata).toMatchObject({ instanceId: UUID, hostname: "web-1" });
    });

    it("is found in a cdrom by no other label, and as a raw ISO by any", () => {
        expect(readings.of.get("config-3 in a cdrom")).toEqual({ found: false, warnings: [] });
        expect(seen("config-3 as a disk").metadata.hostname).toBe("web-3");
    });

    it("gives the machine the part of its name before the dot, of 15 characters", () => {
        expect(seen("an ISO in a cdrom").plugins.hostname).toEqual({
            calls: [["set_host_name", "web-server-numb"]],
            error: null,
            warnings: [
                "Truncating host name for Netbios compatibility. Old name: web-server-number-1, new name: web-server-numb",
            ],
        });
        expect(seen("nothing").plugins.hostname.calls).toEqual([["set_host_name", "web-1"]]);
    });

    it("makes the user that meta.admin_username names, with the password and the keys", () => {
        const { plugins, authorizedKeys } = seen("an ISO in a cdrom");
        expect(plugins.user.calls[0]).toEqual(["create_user", "Operator", "random"]);
        expect(plugins.password.calls).toEqual([
            ["set_user_password", "Operator", "Correct-Horse-1"],
            ["change_password_next_logon", "Operator"],
        ]);
        expect(authorizedKeys).toEqual([SSH_KEY]);
        expect(seen("nothing").plugins.password.calls).toEqual([["set_user_password", "Admin", "random"]]);
    });

    it("writes no files", () => {
        expect(seen("an ISO in a cdrom").written).toEqual({});
    });

    it("takes certificates from keys, and writes them among the ssh keys too, since Nova has them in public_keys", () => {
        const { metadata, authorizedKeys } = seen("certificate");
        expect(metadata.certificates).toEqual([CERTIFICATE]);
        expect(metadata.publicKeys).toEqual([CERTIFICATE, SSH_KEY]);
        expect(authorizedKeys).toEqual([...CERTIFICATE.split("\n"), SSH_KEY].toSorted());
        expect(seen("pem").metadata.certificates).toEqual([CERTIFICATE]);
        expect(seen("pem").plugins.userData).toEqual({ calls: [], warnings: [], error: null });
    });

    const did = [
        ["set_host_name", "from-config"],
        ["create_user", "deploy", "Secret-1"],
        ["run", "cmd", "rem cmd\necho one\necho two\n"],
    ];

    it.each(["cloud-config", "gzip"] as const)("does some of what cloud-config says: %s", (name) => {
        const { plugins, written } = seen(name);
        expect(plugins.userData.calls).toEqual(expect.arrayContaining(did));
        expect(written).toEqual({ "C:\\motd.txt": "hello" });
        expect(plugins.userData.warnings).toEqual(["Plugin 'packages' is currently not supported"]);
    });

    it("fills in templates", () => {
        expect(seen("template").plugins.userData.calls).toEqual([["set_host_name", "x-web-1"]]);
    });

    it("hands each part to what handles its type; a script's kind is told by its name", () => {
        const { plugins, written } = seen("parts");
        expect(plugins.userData.calls).toEqual(
            expect.arrayContaining([...did, ["run", "powershell sysnative", SCRIPT]]),
        );
        expect(written).toEqual({ "C:\\motd.txt": "hello" });
    });

    it.each([
        ["#ps1_sysnative", "powershell sysnative", "#ps1_sysnative\nWrite-Host\n"],
        ["#ps1_x86", "powershell", "#ps1_x86\nWrite-Host\n"],
        ["rem cmd", "cmd", "rem cmd\ndir\n"],
        ["<powershell>", "powershell sysnative", "Write-Host"],
        ["#!/bin/sh", "bash", "#!/bin/sh\necho\n"],
    ] as const)("runs a script that begins with %s by %s", (name, interpreter, script) => {
        expect(seen(name).plugins.userData.calls).toEqual([["run", interpreter, script]]);
    });

    it("reads no more of a raw ISO than 16 bits of its number of blocks say", () => {
        const image = writeDrive(folder, "large", { hostname: "web-1" });
        const bytes = readFileSync(image);
        // ECMA-119 8.4.8: Volume Space Size, in the primary volume descriptor of sector 16.
        const at = 16 * 2048 + 80;
        const blocks = bytes.readUInt32LE(at);
        bytes.writeUInt32LE(2 ** 16 + blocks, at);
        writeFileSync(image, bytes);
        truncateSync(image, (2 ** 16 + blocks) * 2048);
        const { results } = readDrives(python ?? "", [{ image, format: "iso9660", device: "disk", adapters: {} }]);
        expect(seenIn(results[0]).isoSize).toBe(blocks * 2048);
        expect(seen("an ISO as a disk").isoSize).toBeGreaterThan(blocks * 2048);
    });
});
