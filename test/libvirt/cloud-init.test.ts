import { execFileSync } from "node:child_process";
import { randomBytes, randomUUID } from "node:crypto";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Connections } from "../../provider/connections.ts";
import { createDrive, deleteDrive } from "../../provider/lifecycle.ts";
import type { State } from "../../provider/state.ts";
import { writeNetworkData } from "../../sdk/network/document.ts";
import { debianDisk, debianWords, domainXml, guestFolder, readDebianReport, waitFor } from "../guests/guest.ts";
import { declare } from "../support/host.ts";

const uri = process.env["CONFIG_DRIVE_URI"] ?? "qemu:///system";
const virsh = (...args: readonly string[]): string =>
    execFileSync("virsh", ["-q", "-c", uri, ...args], { encoding: "utf8" }).trim();

const SSH_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBqT0v4CkwHZqk2nUQ3g4cLxC0ZpB3ZCk9k1tUfQO8aP ops@example.org";
const MAC = "52:54:00:5e:00:53";

/** Debian 12's cloud-init needs a minute of emulation to get through; a busy machine may take several. */
const BOOT_MS = 480_000;

const DRIVES = [
    { format: "iso9660", device: "/dev/sr0" },
    // The guest's own disk is /dev/vda.
    { format: "vfat", device: "/dev/vdb" },
] as const;

describe.each(DRIVES)("a Debian guest with cloud-init and a drive of format $format", ({ format, device }) => {
    const name = `config-drive-debian-${randomBytes(4).toString("hex")}`;
    const uuid = randomUUID();
    const folder = guestFolder();
    const console = join(folder, "console.log");
    const connections = new Connections(process.env);
    let state: State | undefined;
    let report: Map<string, string>;

    beforeAll(async () => {
        mkdirSync(join(folder, "pool"));
        virsh("pool-create-as", name, "dir", "--target", join(folder, "pool"));
        writeFileSync(console, "");
        const xml = domainXml({
            name,
            uuid,
            console,
            mac: MAC,
            memoryMiB: 512,
            kernelWords: debianWords(["/etc/from-user-data", "/etc/from-the-drive"]),
            devices: [debianDisk(join(folder, "disk.qcow2"))],
        });
        writeFileSync(join(folder, "domain.xml"), xml);
        virsh("define", join(folder, "domain.xml"));
        const inputs = declare({
            connection: uri,
            domain: uuid,
            pool: name,
            volumePrefix: name,
            format,
            hostname: "web-1.example.org",
            publicKeys: { ops: SSH_KEY },
            userData: [
                "#cloud-config",
                "users: [default, { name: deploy, shell: /bin/bash }]",
                'write_files: [{ path: /etc/from-user-data, content: "from user data" }]',
                "",
            ].join("\n"),
            files: { "/etc/from-the-drive": { content: "from the drive" } },
            networkData: writeNetworkData({
                ethernets: { nic0: { mac: MAC, addresses: ["192.0.2.10/24"], gateway4: "192.0.2.1" } },
                nameservers: ["192.0.2.53"],
            }),
            startDomain: true,
        });
        state = await createDrive({ client: await connections.get(uri), signal: AbortSignal.timeout(60_000) }, inputs);
        report = await waitFor(console, readDebianReport, BOOT_MS);
    });

    afterAll(async () => {
        if (virsh("list", "--name").split("\n").includes(name)) virsh("destroy", name);
        if (state)
            await deleteDrive({ client: await connections.get(uri), signal: AbortSignal.timeout(60_000) }, state);
        await connections.close();
        virsh("undefine", name);
        virsh("pool-destroy", name);
        rmSync(folder, { recursive: true });
    });

    it("finds the drive by itself and takes the domain's UUID for its instance id", () => {
        expect(report.get("datasource")).toContain("DataSourceConfigDrive");
        expect(report.get("datasource")).toContain(`source=${device}`);
        expect(report.get("instance-id")).toBe(uuid);
        expect(report.get("status")).toMatch(/^status: done/);
    });

    it("takes the host name over", () => {
        expect(report.get("hostname")).toBe("web-1");
    });

    it("has the ssh key for its default user", () => {
        expect(report.get("authorized-keys")?.split("\n")).toContain(`debian ${SSH_KEY}`);
    });

    it("made the user that the user data asks for", () => {
        expect(report.get("users")?.split("\n")).toEqual(expect.arrayContaining(["debian", "deploy"]));
    });

    it("wrote the file of the user data and the file of the drive", () => {
        expect(report.get("file /etc/from-user-data")).toBe("from user data");
        expect(report.get("file /etc/from-the-drive")).toBe("from the drive");
    });

    it("has the static network", () => {
        expect(report.get("addresses")).toMatch(/^\S+\s+UP\s+192\.0\.2\.10\/24/m);
        expect(report.get("routes")).toContain("default via 192.0.2.1");
        expect(report.get("network")).toContain("DNS=192.0.2.53");
    });
});
