import { execFileSync } from "node:child_process";
import { randomBytes, randomUUID } from "node:crypto";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Connections } from "../../provider/engine/connections.ts";
import { createDrive } from "../../provider/lifecycle/create.ts";
import { deleteDrive } from "../../provider/lifecycle/delete.ts";
import type { State } from "../../provider/model/state.ts";
import type { NetworkArgs } from "../../sdk/network/args.ts";
import { writeNetworkData } from "../../sdk/network/document.ts";
import { debianDisk, debianWords, domainXml, guestFolder, readDebianReport, waitFor } from "../guests/guest.ts";
import { declare } from "../support/host.ts";

const uri = process.env["CONFIG_DRIVE_URI"] ?? "qemu:///system";
const virsh = (...args: readonly string[]): string =>
    execFileSync("virsh", ["-q", "-c", uri, ...args], { encoding: "utf8" }).trim();

const SSH_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBqT0v4CkwHZqk2nUQ3g4cLxC0ZpB3ZCk9k1tUfQO8aP ops@example.org";
const MAC = "52:54:00:5e:00:53";
const SECOND_MAC = "52:54:00:5e:00:54";
const SECOND_NIC = `<interface type='user'><mac address='${SECOND_MAC}'/><model type='virtio'/></interface>`;

/** Nothing about these drives is worth a warning. */
const warn = (warning: string): never => {
    throw new Error(warning);
};

/** cloud-init needs a minute of emulation to get through; a busy machine may take several. */
const BOOT_MS = 480_000;

/** One address on a NIC, which every guest can do. */
const STATIC: NetworkArgs = {
    ethernets: { nic0: { mac: MAC, addresses: ["192.0.2.10/24"], gateway4: "192.0.2.1" } },
    nameservers: ["192.0.2.53"],
};

/** Both families on a VLAN on a bond; cloud-init before 26 can't do that with systemd's network daemon alone. */
const STACKED: NetworkArgs = {
    ethernets: { nic0: { mac: MAC }, nic1: { mac: SECOND_MAC } },
    bonds: { pair: { interfaces: ["nic0", "nic1"], mode: "active-backup", mtu: 1450 } },
    vlans: {
        lan: {
            id: 100,
            link: "pair",
            addresses: ["192.0.2.10/24", "2001:db8::10/64"],
            gateway4: "192.0.2.1",
            gateway6: "2001:db8::1",
        },
    },
    nameservers: ["192.0.2.53", "2001:db8::53"],
};

/** What `network` makes of a guest, by sections of its report. */
type Expected = Readonly<Record<string, readonly RegExp[]>>;

const STATIC_SEEN: Expected = {
    addresses: [/^\S+\s+UP\s+192\.0\.2\.10\/24/m],
    routes: [/^default via 192\.0\.2\.1 /m],
    network: [/^DNS=192\.0\.2\.53$/m],
};

const STACKED_SEEN: Expected = {
    addresses: [/^bond0\.100@bond0\s+UP\s+192\.0\.2\.10\/24 2001:db8::10\/64/m],
    routes: [/^default via 192\.0\.2\.1 dev bond0\.100 /m],
    "routes-6": [/^default via 2001:db8::1 dev bond0\.100 /m],
    links: [
        new RegExp(`: \\w+: <[^>]*SLAVE[^>]*> .*master bond0 .*link/ether \\S+ .*${MAC}`, "m"),
        new RegExp(`: \\w+: <[^>]*SLAVE[^>]*> .*master bond0 .*link/ether \\S+ .*${SECOND_MAC}`, "m"),
        new RegExp(`: bond0: <[^>]*MASTER[^>]*> mtu 1450 .*link/ether ${MAC} .* bond mode active-backup `, "m"),
        /: bond0\.100@bond0: .* vlan protocol 802\.1Q id 100 /m,
    ],
    network: [/^DNS=192\.0\.2\.53$/m, /^DNS=2001:db8::53$/m],
};

const DRIVES = [
    { release: "bookworm", format: "iso9660", device: "/dev/sr0", nics: [], network: STATIC, seen: STATIC_SEEN },
    // The guest's own disk is /dev/vda.
    { release: "bookworm", format: "vfat", device: "/dev/vdb", nics: [], network: STATIC, seen: STATIC_SEEN },
    {
        release: "trixie",
        format: "iso9660",
        device: "/dev/sr0",
        nics: [SECOND_NIC],
        network: STACKED,
        seen: STACKED_SEEN,
    },
] as const;

/** cloud-init of a release, by the start of its version. */
const VERSIONS = { bookworm: "22.4.2", trixie: "25.1" } as const;

describe.each(DRIVES)("a guest of Debian $release with cloud-init and a drive of format $format", (drive) => {
    const { release, format, device, nics, network, seen } = drive;
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
            devices: [debianDisk(join(folder, "disk.qcow2"), release), ...nics],
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
            networkData: writeNetworkData(network),
            startDomain: true,
        });
        state = await createDrive(
            { client: await connections.get(uri), signal: AbortSignal.timeout(60_000), warn },
            inputs,
        );
        report = await waitFor(console, readDebianReport, BOOT_MS);
    });

    afterAll(async () => {
        if (virsh("list", "--name").split("\n").includes(name)) virsh("destroy", name);
        if (state)
            await deleteDrive({ client: await connections.get(uri), signal: AbortSignal.timeout(60_000), warn }, state);
        await connections.close();
        virsh("undefine", name);
        virsh("pool-destroy", name);
        rmSync(folder, { recursive: true });
    });

    it("is the version that it should be", () => {
        expect(report.get("version")?.startsWith(VERSIONS[release])).toBe(true);
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

    it("has the network", () => {
        for (const [section, patterns] of Object.entries(seen)) {
            for (const pattern of patterns) expect(report.get(section), section).toMatch(pattern);
        }
    });
});
