import { execFileSync } from "node:child_process";
import { randomBytes, randomUUID } from "node:crypto";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Connections } from "../../provider/engine/connections.ts";
import { createDrive } from "../../provider/lifecycle/create.ts";
import { deleteDrive } from "../../provider/lifecycle/delete.ts";
import type { ImageFormat } from "../../provider/model/inputs.ts";
import type { State } from "../../provider/model/state.ts";
import type { NetworkArgs } from "../../provider/spec/network-description/args.ts";
import { writeNetworkData } from "../../provider/spec/network-description/document.ts";
import {
    type DebianRelease,
    debianDisk,
    debianWords,
    domainXml,
    guestFolder,
    readDebianReport,
    waitFor,
} from "../guests/guest.ts";
import { declare } from "../support/host.ts";

const uri = process.env["CONFIG_DRIVE_URI"] ?? "qemu:///system";
const virsh = (...args: readonly string[]): string =>
    execFileSync("virsh", ["-q", "-c", uri, ...args], { encoding: "utf8" }).trim();

const SSH_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBqT0v4CkwHZqk2nUQ3g4cLxC0ZpB3ZCk9k1tUfQO8aP ops@example.org";
export const MAC = "52:54:00:5e:00:53";

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

/** What `network` makes of a guest, by sections of its report. */
export type Expected = Readonly<Record<string, readonly RegExp[]>>;

const STATIC_SEEN: Expected = {
    addresses: [/^\S+\s+UP\s+192\.0\.2\.10\/24/m],
    routes: [/^default via 192\.0\.2\.1 /m],
    network: [/^DNS=192\.0\.2\.53$/m],
};

/** A drive in a guest of Debian. */
export interface DebianDrive {
    readonly release: DebianRelease;
    readonly format: ImageFormat;
    /** Where the guest finds it. */
    readonly device: string;
    /** NICs besides the one with the address `MAC`. */
    readonly nics: readonly string[];
    readonly network: NetworkArgs;
    readonly seen: Expected;
}

/** The network of one address, and what the guest makes of it. */
export const STATIC_NETWORK: Pick<DebianDrive, "nics" | "network" | "seen"> = {
    nics: [],
    network: STATIC,
    seen: STATIC_SEEN,
};

/** cloud-init of a release, by the start of its version. */
const VERSIONS = { bookworm: "22.4.2", trixie: "25.1" } as const;

/** Boots a guest with a drive once, and compares what cloud-init made of it. */
export const describeDebianGuest = (drive: DebianDrive): void => {
    const { release, format, device, nics, network, seen } = drive;
    describe(`a guest of Debian ${release} with cloud-init and a drive of format ${format}`, () => {
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
                await deleteDrive(
                    { client: await connections.get(uri), signal: AbortSignal.timeout(60_000), warn },
                    state,
                );
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
};
