import { describe, expect, it } from "vitest";
import type { ReaderView } from "../../../../provider/view/drive-view.ts";
import { viewOfInputs } from "../drives.ts";

type Inputs = Readonly<Record<string, unknown>>;

const MIB = 1024 * 1024;

const readersOf = async (inputs: Inputs): Promise<ReadonlyMap<string, ReaderView>> =>
    new Map((await viewOfInputs(inputs)).readers.map((reader) => [reader.name, reader]));

const shown = (entries: ReaderView["takes"] = []): readonly string[] =>
    entries.map(({ input, remark }) => (remark === "" ? input : `${input}: ${remark}`));

const meantIn = async (inputs: Inputs): Promise<readonly string[]> =>
    [...(await readersOf(inputs)).values()].filter(({ isMeant }) => isMeant).map(({ name }) => name);

const obstacles = async (inputs: Inputs): Promise<Readonly<Record<string, string>>> =>
    Object.fromEntries(
        [...(await readersOf(inputs)).values()].flatMap(({ name, obstacle }) =>
            obstacle === "" ? [] : [[name, obstacle]],
        ),
    );

const links = [
    { id: "eth0", type: "phy", ethernet_mac_address: "52:54:00:12:34:56" },
    { id: "eth1", type: "phy", ethernet_mac_address: "52:54:00:12:34:57" },
    { id: "bond0", type: "bond", bond_mode: "802.3ad", bond_links: ["eth0", "eth1"] },
    { id: "vlan7", type: "vlan", vlan_link: "bond0", vlan_id: 7, vlan_mac_address: "52:54:00:12:34:56" },
];

const full = {
    hostname: "web-1",
    publicKeys: { ops: "ssh-ed25519 AAAA ops" },
    adminPassword: "secret",
    userData: "#cloud-config\n",
    vendorData: { a: 1 },
    files: { "/etc/motd": { content: "hi" } },
    networkData: {
        links,
        networks: [
            { id: "a", type: "ipv4_dhcp", link: "bond0" },
            { id: "b", type: "ipv6_slaac", link: "bond0" },
            { id: "c", type: "ipv4", link: "vlan7", ip_address: "192.0.2.10", netmask: "255.255.255.0" },
        ],
    },
};

describe("the readers of a drive", () => {
    it("all find a drive with the defaults, but not one without metadata", async () => {
        expect(await obstacles({ hostname: "web-1" })).toEqual({});
        const bare = await obstacles({ metadataVersions: [], rootFiles: { a: { content: "x" } } });
        expect([...new Set(Object.values(bare))]).toEqual(["the drive has no OpenStack metadata that can be read"]);
        expect(Object.keys(bare)).toHaveLength(9);
    });

    it("find a drive by its label and its file system", async () => {
        expect(await obstacles({ hostname: "web-1", label: "CONFIG-2" })).toEqual({
            Afterburn: "looks for the label config-2",
            "coreos-cloudinit": "looks for the label config-2",
            Talos: "looks for the label config-2",
            nuageinit: "looks for the label config-2",
        });
        expect(await obstacles({ hostname: "web-1", format: "vfat", size: 8 * MIB })).toEqual({
            Afterburn: "doesn't read VFAT",
        });
    });

    it("take and leave the inputs that are on it, with remarks", async () => {
        const readers = await readersOf(full);
        expect(shown(readers.get("cloud-init")?.takes)).toEqual([
            "hostname",
            "publicKeys",
            "userData: cloud-config",
            "vendorData: only what is below the key cloud-init",
            "files: owned by root, with mode 0660",
            "networkData: DHCP, SLAAC, static addresses, bonds (with systemd-networkd only since cloud-init 26), VLANs (with systemd-networkd only since cloud-init 26)",
        ]);
        expect(shown(readers.get("cloud-init")?.leaves)).toEqual(["adminPassword"]);
        const windows = await readersOf({ ...full, userData: "#ps1\nexit\n" });
        expect(shown(windows.get("cloudbase-init")?.leaves)).toEqual([
            "vendorData: cloudbase-init on Windows doesn't read it; put it into userData",
            "files: cloudbase-init on Windows doesn't write them; write them from userData, e.g. with write_files",
            "networkData: DHCP (Windows' own behaviour stays), SLAAC (Windows' own behaviour stays)",
        ]);
        expect(shown(readers.get("nuageinit")?.leaves)).toEqual([
            "adminPassword",
            "vendorData",
            "files",
            "networkData: SLAAC, bonds, VLANs",
        ]);
        expect(shown(readers.get("Talos")?.leaves)).toContain("userData: cloud-config");
        expect(shown(readers.get("Ignition")?.takes)).toEqual([]);
        expect(shown(readers.get("glean")?.leaves)).toContain("hostname: it reads name");
    });

    it.each<[string, unknown, string, readonly string[], readonly string[]]>([
        ["a script", "#!/bin/sh\n", "CirrOS", ["userData: scripts"], []],
        ["cloud-config", "#cloud-config\n", "CirrOS", [], ["userData: cloud-config"]],
        [
            "a message of two parts",
            [{ content: "#!/bin/sh\n" }, { content: "#cloud-config\n" }],
            "cloud-init",
            ["userData: scripts, cloud-config"],
            [],
        ],
        ["a message for a reader of texts", [{ content: "#!/bin/sh\n" }], "CirrOS", [], ["userData: MIME"]],
        ["a Talos configuration", "version: v1alpha1\nmachine: {}\n", "Talos", ["userData: a Talos configuration"], []],
        ["a template", "## template: jinja\n#cloud-config\n", "nuageinit", [], ["userData: templates"]],
        ["bytes", { base64: "AAAA" }, "cloud-init", [], ["userData: of another kind"]],
        ["a list of addresses", "#include\nhttps://example.org/a\n", "cloud-init", ["userData: includes"], []],
        ["addresses to read once", "#include-once\nhttps://example.org/a\n", "cloud-init", ["userData: includes"], []],
        ["addresses for another reader", "#include\nhttps://example.org/a\n", "CirrOS", [], ["userData: includes"]],
        ["a part handler", "#part-handler\n", "cloud-init", ["userData: part handlers"], []],
        [
            "a part handler in a message",
            [{ content: "#part-handler\n", filename: "a.py" }],
            "cloudbase-init",
            ["userData: part handlers (in MIME only)"],
            [],
        ],
        ["a boot hook", "#cloud-boothook\n", "cloud-init", ["userData: boot hooks"], []],
        ["a boot hook for CirrOS", "#cloud-boothook\n", "CirrOS", [], ["userData: boot hooks"]],
        ["a boot hook for nuageinit", "#cloud-boothook\n", "nuageinit", [], ["userData: boot hooks"]],
        ["a boot hook for coreos-cloudinit", "#cloud-boothook\n", "coreos-cloudinit", [], ["userData: boot hooks"]],
        ["a boot hook for Windows", "#cloud-boothook\n", "cloudbase-init", [], ["userData: boot hooks"]],
        ["an archive", "#cloud-config-archive\n[]\n", "cloud-init", ["userData: a cloud-config archive"], []],
        [
            "an archive for nuageinit",
            "#cloud-config-archive\n[]\n",
            "nuageinit",
            [],
            ["userData: a cloud-config archive"],
        ],
        ["a patch for nuageinit", "#cloud-config-jsonp\n[]\n", "nuageinit", [], ["userData: a cloud-config patch"]],
        ["a patch", "#cloud-config-jsonp\n[]\n", "cloud-init", ["userData: a cloud-config patch"], []],
        ["a script for nuageinit", "#!/bin/sh\n", "nuageinit", ["userData: scripts"], []],
        [
            "cloud-config for nuageinit",
            "#cloud-config\n",
            "nuageinit",
            ["userData: cloud-config (some keys; the first line must be exactly #cloud-config)"],
            [],
        ],
        ["a script for Windows", "#ps1\nexit\n", "cloudbase-init", ["userData: Windows scripts"], []],
        [
            "cloud-config for Windows",
            "#cloud-config\n",
            "cloudbase-init",
            ["userData: cloud-config (some keys; it only logs others)"],
            [],
        ],
        [
            "a message for coreos-cloudinit",
            [{ content: "#!/bin/sh\n" }],
            "coreos-cloudinit",
            ["userData: MIME (on Flatcar only), scripts"],
            [],
        ],
        [
            "cloud-config for Ignition",
            "#cloud-config\n",
            "Ignition",
            [],
            ["userData: cloud-config (it stops the boot)"],
        ],
        ["a config of its own", '{"ignition": {"version": "3.4.0"}}', "Ignition", ["userData: an Ignition config"], []],
        [
            "a part that isn't of the type it is declared to be",
            [{ content: "#cloud-config\n", contentType: "text/x-shellscript" }],
            "cloud-init",
            ["userData: cloud-config"],
            [],
        ],
        [
            "a part without a header",
            [{ content: "echo hi\n", contentType: "text/x-shellscript" }],
            "cloud-init",
            ["userData: scripts"],
            [],
        ],
        [
            "a part of the type it is declared to be",
            [{ content: "#!/bin/sh\n", contentType: "text/cloud-config" }],
            "cloud-init",
            ["userData: cloud-config"],
            [],
        ],
        [
            "a script for each boot",
            [{ content: "#!/bin/sh\n", contentType: "text/x-shellscript-per-boot" }],
            "cloud-init",
            ["userData: scripts"],
            [],
        ],
        ["damaged bytes", { base64: "H4sIAAAA" }, "cloud-init", [], ["userData: it can't be read"]],
    ])("take user data of a kind that they know: %s", async (_, userData, name, takes, leaves) => {
        const reader = (await readersOf({ userData })).get(name);
        expect([shown(reader?.takes), shown(reader?.leaves)]).toEqual([takes, leaves]);
    });

    it("are meant by what only they use, and then say where to put the rest", async () => {
        const ignition = JSON.stringify({ ignition: { version: "3.4.0" } });
        expect(await meantIn({ userData: ignition })).toEqual(["Ignition", "Afterburn"]);
        expect(await meantIn({ userData: "#ps1_sysnative\nexit\n" })).toEqual(["cloudbase-init"]);
        expect(await meantIn({ userData: [{ content: "#ps1\nexit\n", filename: "a.ps1" }] })).toEqual([
            "cloudbase-init",
        ]);
        expect(await meantIn({ userData: "version: v1alpha1\nmachine: {}\n" })).toEqual(["Talos"]);
        expect(await meantIn({ userData: "#cloud-config\n" })).toEqual([]);
        // Nova writes a password for every guest.
        expect(await meantIn({ userData: "#cloud-config\n", adminPassword: "secret" })).toEqual([]);
        expect(await meantIn({ userData: "#ps1\nexit\n", adminPassword: "secret" })).toEqual(["cloudbase-init"]);
        const files = { "/etc/motd": { content: "hi" } };
        const reader = (await readersOf({ userData: ignition, files })).get("Ignition");
        expect(shown(reader?.leaves)).toEqual([
            "files: Ignition and Afterburn don't read it on the OpenStack platform; put the files into the Ignition config",
        ]);
    });
});
