import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ContentInputs } from "../../../../provider/model/inputs.ts";
import type { NetworkData } from "../../../../provider/model/network-data.ts";
import type { NetworkArgs } from "../../../../provider/spec/network-description/args.ts";
import { writeNetworkData } from "../../../../provider/spec/network-description/document.ts";
import { makeFolder, removeFolder } from "../../../foreign/support/folder.ts";
import { run } from "../../../foreign/support/tools.ts";
import { SSH_KEY } from "../../../provider/spec/reading.ts";
import { findAfterburn, runAfterburn, type Seen, type Task } from "./afterburn/afterburn.ts";
import { canExtract, extractDrives } from "./cloud-init/extract.ts";
import { UUID, writeDrive } from "./drive.ts";

const afterburn = findAfterburn();

const MAC = "52:54:00:12:34:56";
const OTHER_MAC = "52:54:00:12:34:57";
const CERTIFICATE = "-----BEGIN CERTIFICATE-----\nMIIBszCCARygAwIBAgI=\n-----END CERTIFICATE-----\n";
const SIGNED = "ssh-ed25519-cert-v01@openssh.com";
const SIGNED_BYTES = Buffer.concat([Buffer.from([0, 0, 0, SIGNED.length]), Buffer.from(SIGNED), Buffer.alloc(40)]);
const SIGNED_KEY = `${SIGNED} ${SIGNED_BYTES.toString("base64")}`;
const OTHER_KEY = `${SSH_KEY}-2`;

const WHOLE: ContentInputs = {
    hostname: "web-1.example.org",
    publicKeys: { ops: SSH_KEY, dev: OTHER_KEY },
    ec2: { "instance-id": "i-1", "instance-type": "m1.small", "local-ipv4": "192.0.2.10", "public-ipv4": "" },
    userData: '{"ignition": {"version": "3.4.0"}}',
};

const words: NetworkArgs = {
    ethernets: {
        lan: {
            mac: MAC,
            mtu: 1400,
            addresses: ["192.0.2.10/24", "2001:db8::10/64"],
            gateway4: "192.0.2.1",
            gateway6: "2001:db8::1",
            routes: [{ to: "10.8.0.0/13", via: "192.0.2.2" }],
        },
        dynamic: { mac: OTHER_MAC, dhcp4: true, dhcp6: true },
    },
    nameservers: ["192.0.2.53", "2001:db8::53"],
};

const slaac: NetworkArgs = { ethernets: { lan: { mac: MAC, dhcp6: "slaac" } } };

const stacked: NetworkArgs = {
    ethernets: { a: { mac: MAC }, b: { mac: OTHER_MAC } },
    bonds: { pair: { interfaces: ["a", "b"], mode: "802.3ad" } },
    vlans: { lan: { id: 5, link: "pair", addresses: ["192.0.2.10/24"] } },
};

interface Declared {
    readonly inputs: ContentInputs;
    readonly platform?: "openstack" | "kubevirt";
    readonly tasks: readonly Task[];
}

const openstack = (inputs: ContentInputs): Declared => ({ inputs, tasks: ["attributes", "hostname", "sshKeys"] });

const kubevirt = (networkData: NetworkData): Declared => ({
    inputs: { hostname: "web-1", networkData },
    platform: "kubevirt",
    tasks: ["hostname", "units"],
});

const DRIVES = {
    "an ISO": openstack(WHOLE),
    "latest alone": openstack({ ...WHOLE, metadataVersions: "latest" }),
    "a VFAT disk": openstack({ ...WHOLE, format: "vfat" }),
    "no ec2": openstack({ hostname: "web-1" }),
    nothing: openstack({}),
    "a long name": openstack({ hostname: `${"a".repeat(60)}.${"b".repeat(20)}.example.org` }),
    "a signed key": openstack({ publicKeys: { ops: SSH_KEY, signed: SIGNED_KEY } }),
    "an X.509 certificate": openstack({ publicKeys: { ops: SSH_KEY, admin: CERTIFICATE } }),
    network: kubevirt(writeNetworkData(words)),
    "network on OpenStack": { ...kubevirt(writeNetworkData(words)), platform: "openstack" },
    slaac: kubevirt(writeNetworkData(slaac)),
    stacked: kubevirt(writeNetworkData(stacked)),
} as const satisfies Readonly<Record<string, Declared>>;

/** The sections of the units, a line each. */
const sectionsOf = ({ units }: Seen): Readonly<Record<string, readonly string[]>> =>
    Object.fromEntries(
        Object.entries(units).map(([name, text]) => [
            name,
            text.split(/\n\n/).map((section) => section.trim().replaceAll("\n", " ")),
        ]),
    );

describe.skipIf(afterburn === undefined || !canExtract)("a drive, read by Afterburn", () => {
    let folder: string;
    let runs: ReadonlyMap<string, Seen>;

    const seen = (name: keyof typeof DRIVES): Seen => {
        const found = runs.get(name);
        if (found === undefined) throw new Error(`${name} wasn't read`);
        return found;
    };

    beforeAll(async () => {
        folder = makeFolder();
        const drives: readonly (readonly [string, Declared])[] = Object.entries(DRIVES);
        const images = drives.map(([, { inputs }], index) => writeDrive(folder, `drive-${index}`, inputs));
        const folders = await extractDrives(images);
        const results = drives.map(async ([name, { inputs, platform = "openstack", tasks }], index) => {
            const drive = { format: inputs.format ?? "iso9660", folder: folders[index] ?? "" };
            return [
                name,
                await runAfterburn(afterburn ?? "", join(folder, `work-${index}`), platform, drive, tasks),
            ] as const;
        });
        runs = new Map(await Promise.all(results));
    });
    afterAll(() => removeFolder(folder));

    it.each(["an ISO", "latest alone"] as const)("has its names and keys: %s", (name) => {
        expect(seen(name)).toMatchObject({
            attributes: {
                AFTERBURN_OPENSTACK_HOSTNAME: "web-1.example.org",
                AFTERBURN_OPENSTACK_INSTANCE_UUID: UUID,
                AFTERBURN_OPENSTACK_INSTANCE_ID: "i-1",
                AFTERBURN_OPENSTACK_INSTANCE_TYPE: "m1.small",
                AFTERBURN_OPENSTACK_IPV4_LOCAL: "192.0.2.10",
                AFTERBURN_OPENSTACK_IPV4_PUBLIC: "",
            },
            hostname: "web-1.example.org",
            sshKeys: [SSH_KEY, OTHER_KEY],
            error: undefined,
            mounts: ["/dev/disk/by-label/config-2 iso9660 ro"],
        });
    });

    it("has what a drive without ec2 and without keys says", () => {
        expect(seen("no ec2")).toMatchObject({
            attributes: { AFTERBURN_OPENSTACK_HOSTNAME: "web-1", AFTERBURN_OPENSTACK_INSTANCE_UUID: UUID },
            hostname: "web-1",
            sshKeys: [],
            error: undefined,
        });
        expect(seen("nothing")).toMatchObject({
            attributes: { AFTERBURN_OPENSTACK_INSTANCE_UUID: UUID },
            hostname: undefined,
            error: undefined,
        });
    });

    it("cuts a name that Linux can't hold at its first dot", () => {
        expect(seen("a long name").hostname).toBe("a".repeat(60));
    });

    it("is asked for as iso9660 only, so that a VFAT disk is given up for the metadata service", () => {
        const { mounts, attributes, log } = seen("a VFAT disk");
        expect(new Set(mounts)).toEqual(new Set(["/dev/disk/by-label/config-2 iso9660 ro"]));
        expect(attributes).toEqual({});
        expect(log).toContain("failed to locate config-drive, using the metadata service API instead");
    });

    it.each(["an X.509 certificate", "a signed key"] as const)("gives no key at all when one of them is %s", (name) => {
        expect(seen(name).sshKeys).toEqual([]);
        expect(seen(name).error).toMatch(/^failed to run Caused by: 0: writing ssh keys 1: /);
    });

    it("sets up static addresses, routes, name servers and DHCP on KubeVirt, by MAC and without the MTU", () => {
        expect(seen("network")).toMatchObject({ hostname: "web-1", error: undefined, mounts: ["/dev/sr0 iso9660 ro"] });
        expect(sectionsOf(seen("network"))).toEqual({
            [`20-${MAC}.network`]: [
                `[Match] MACAddress=${MAC}`,
                "[Network] DNS=192.0.2.53 DNS=2001:db8::53",
                "[Address] Address=192.0.2.10/24",
                "[Address] Address=2001:db8::10/64",
                "[Route] Destination=0.0.0.0/0 Gateway=192.0.2.1",
                "[Route] Destination=10.8.0.0/13 Gateway=192.0.2.2",
                "[Route] Destination=::/0 Gateway=2001:db8::1",
            ],
            [`20-${OTHER_MAC}.network`]: [
                `[Match] MACAddress=${OTHER_MAC}`,
                "[Network] DHCP=yes DNS=192.0.2.53 DNS=2001:db8::53",
            ],
        });
    });

    it("skips SLAAC on KubeVirt", () => {
        expect(sectionsOf(seen("slaac"))).toEqual({
            [`20-${MAC}.network`]: [`[Match] MACAddress=${MAC}`, "[Network]"],
        });
        expect(seen("slaac").log).toContain("Unsupported network type: ipv6_slaac");
    });

    it("makes no bond and no VLAN on KubeVirt, and gives their address to the NIC whose MAC they have", () => {
        expect(sectionsOf(seen("stacked"))).toEqual({
            [`20-${MAC}.network`]: [`[Match] MACAddress=${MAC}`, "[Network]", "[Address] Address=192.0.2.10/24"],
        });
    });

    it("sets up no network on OpenStack", () => {
        expect(seen("network on OpenStack")).toMatchObject({ units: {}, error: undefined, hostname: "web-1" });
    });

    it("is the version that the documentation names", () => {
        const [, version] = run(join(afterburn ?? "", "bin", "afterburn"), ["--version"])
            .trim()
            .split(" ");
        expect(readFileSync("docs/consumers.md", "utf8")).toContain(`Afterburn ${version}`);
    });
});
