import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { UNKNOWN } from "../../../provider/model/unknown.ts";
import { asInputs, replaced } from "./mutate.ts";
import { GOOD, type Inputs, problemsIn, SSH_KEY, warningsIn } from "./reading.ts";

/** The problems and warnings of the good declaration with another value in one place. */
const saidOf = (steps: readonly string[], value: unknown): readonly string[] => {
    const inputs = asInputs(replaced(GOOD, steps, value));
    return [...problemsIn(inputs), ...warningsIn(inputs)];
};

/** The problems and warnings of user data next to inputs every guest reads. */
const saidWith = (userData: unknown): readonly string[] => {
    const { uuid, hostname, meta } = GOOD;
    const inputs = { uuid, hostname, meta, publicKeys: { ops: SSH_KEY }, userData };
    return [...problemsIn(inputs), ...warningsIn(inputs)];
};

/** The good declaration without the inputs only Windows guests read. */
const LINUX: Inputs = { ...GOOD, adminPassword: undefined, publicKeys: { ops: SSH_KEY } };

const sshString = (bytes: Buffer): Buffer => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    return Buffer.concat([length, bytes]);
};

/** A key of a type with a number of further strings. */
const keyOf = (type: string, strings: number): string => {
    const parts = [Buffer.from(type), ...Array.from({ length: strings }, () => Buffer.alloc(32, 7))];
    return `${type} ${Buffer.concat(parts.map(sshString)).toString("base64")}`;
};

describe("a declaration is accepted without warnings", () => {
    it.each([
        ["#cloud-config", "#cloud-config\npackages: []\n"],
        ["#cloud-config after an empty line, in upper case", "\r\n  #CLOUD-CONFIG\r\n"],
        ["a script", "#!/usr/bin/env python3\nprint()\n"],
        ["a template", "## template: jinja\n#cloud-config\n"],
        ["an archive", "#cloud-config-archive\n- {}\n"],
        ["URLs to include", "#include\nhttps://example.org/\n"],
        ["a boot hook", "#cloud-boothook\n#!/bin/sh\n"],
        ["PowerShell", "#ps1\nWrite-Host\n"],
        ["64-bit PowerShell", "#ps1_sysnative\r\nWrite-Host\r\n"],
        ["32-bit PowerShell", "#ps1_x86\nWrite-Host\n"],
        ["Windows commands", "rem cmd\ndir\n"],
        ["PowerShell in EC2's form", "<powershell>Write-Host</powershell>"],
        [
            "a MIME message",
            'Content-Type: multipart/mixed; boundary="b"\nMIME-Version: 1.0\n\n--b\n\n#!/bin/sh\n--b--\n',
        ],
        ["Ignition 3", '{"ignition": {"version": "3.4.0"}}'],
        ["Ignition 2", '\n{"ignition": {"version": "2.3.0"}, "systemd": {}}'],
        ["an experimental Ignition", '{"ignition": {"version": "3.7.0-experimental"}}'],
        ["Talos", "# mine\n---\nversion: v1alpha1\nmachine:\n  type: worker\n"],
        ["FortiOS", "config system global\n  set hostname edge-1\nend\n"],
        ["IOS", "hostname edge-1\n!\n"],
        ["IOS XE in sections", "Section: IOS configuration\nhostname edge-1\n"],
        ["Junos in braces", "system {\n  host-name edge-1;\n}\n"],
        ["Junos in commands", "set system host-name edge-1\n"],
        ["a certificate", "-----BEGIN CERTIFICATE-----\n"],
        ["an empty text", ""],
        ["an archive in base64, as PAN-OS requires", gzipSync("bootstrap, with more in it").toString("base64")],
    ])("user data: %s", (_, userData) => {
        expect(saidWith(userData)).toEqual([]);
        expect(saidWith({ base64: Buffer.from(userData).toString("base64") })).toEqual([]);
    });

    it.each([
        ["gzip", gzipSync("anything")],
        ["bytes that aren't text", Buffer.of(0x50, 0x4b, 3, 4, 0, 0xff)],
    ])("user data: %s", (_, bytes) => {
        expect(saidOf(["userData"], { base64: bytes.toString("base64") })).toEqual([]);
    });

    it("user data: a part with a declared type, regardless of its beginning", () => {
        const part = { content: "key: value\n", contentType: "text/x-ours" };
        expect(saidOf(["userData", "0"], part)).toEqual([]);
    });

    it.each([
        ["ed25519", keyOf("ssh-ed25519", 1)],
        ["rsa", keyOf("ssh-rsa", 2)],
        ["ecdsa", keyOf("ecdsa-sha2-nistp521", 2)],
        ["a hardware key", keyOf("sk-ssh-ed25519@openssh.com", 2)],
        ["a certificate for sshd", keyOf("ssh-rsa-cert-v01@openssh.com", 1)],
        ["dsa", keyOf("ssh-dss", 4)],
        ["with a comment and a line end", `${keyOf("ssh-rsa", 2)} somebody, somewhere\n`],
        ["with options", `from="192.0.2.0/24",command="echo \\"a b\\"",no-pty ${SSH_KEY}`],
    ])("public key: %s", (_, key) => {
        expect(saidOf(["publicKeys", "ops"], key)).toEqual([]);
    });

    it.each(["a", "WEB-1", "1and1.example.org", "xn--bcher-kva", `${"w".repeat(15)}.example.org`])(
        "host name: %s",
        (hostname) => {
            expect(saidOf(["hostname"], hostname)).toEqual([]);
        },
    );

    it.each<[string, readonly string[], unknown]>([
        ["no VLAN", ["devices", "0", "vlan"], 0],
        ["no address", ["devices", "0", "address"], "none"],
        ["hex digits in upper case", ["devices", "0", "address"], "0000:0A:1F.7"],
        ["a Xen address", ["devices", "0"], { type: "disk", bus: "xen", address: "51712" }],
        ["any tag", ["devices", "0", "tags"], ["a b", "x".repeat(60)]],
    ])("device: %s", (_, steps, value) => {
        expect(saidOf(steps, value)).toEqual([]);
    });

    const network = (...steps: readonly string[]) => ["networkData", ...steps];
    const route = { network: "10.1.0.0", netmask: "255.255.0.0", gateway: "192.0.2.1" };

    it.each<[string, readonly string[], unknown]>([
        ["a MAC in upper case", network("links", "4", "ethernet_mac_address"), "52:54:00:AB:CD:EF"],
        ["no MTU", network("links", "4", "mtu"), null],
        ["an MTU too small for IPv6, without IPv6", network("links", "1", "mtu"), 1000],
        ["a mask for a single host, with the gateway outside", network("networks", "0", "netmask"), "255.255.255.255"],
        ["keys for one reader", network("networks", "0", "dns_search"), ["example.org"]],
        ["two addresses of one family on a link", network("networks", "0", "link"), "eth2"],
        ["an empty list of routes beside DHCP", network("networks", "1", "routes"), []],
        ["services for all networks only", network("networks", "0", "services"), undefined],
        [
            "the same VLAN on another link",
            network("links", "5"),
            { ...GOOD.networkData.links.at(3), id: "dmz", vlan_link: "eth2" },
        ],
        ["a bond with the MAC of its first link", network("links", "2", "ethernet_mac_address"), "52:54:00:12:34:56"],
    ])("network: %s", (_, steps, value) => {
        expect(saidOf(steps, value)).toEqual([]);
    });

    it.each([undefined, null, {}, "#cloud-config\n", ["#cloud-config\n"], UNKNOWN])(
        "vendor data for cloud-init: %j",
        (value) => {
            expect(saidOf(["vendorData", "cloud-init"], value)).toEqual([]);
        },
    );

    it("what only fails on Windows, if the guest isn't known to be Windows", () => {
        const hostname = "webserver-number-1.example.org";
        const networkData = replaced(GOOD.networkData, ["networks", "0", "routes", "1"], route);
        const inputs = { ...LINUX, hostname, networkData, files: undefined, vendorData: undefined };
        expect([...problemsIn(inputs), ...warningsIn(inputs)]).toEqual([]);
        expect(warningsIn({ ...inputs, adminPassword: "correct horse" })).toHaveLength(2);
        expect(warningsIn({ ...inputs, userData: "#ps1\nWrite-Host\n" })).toHaveLength(3);
        expect(warningsIn({ ...inputs, adminPassword: UNKNOWN })).toEqual([]);
    });

    it("user data on a drive without metadata", () => {
        const bare = { metadataVersions: [], rootFiles: { "a.txt": { content: "" } }, userData: "# cloud-config\n" };
        expect(problemsIn(bare)).toEqual([]);
        expect(warningsIn(bare)).toEqual(["userData: isn't written to the drive because metadataVersions is []"]);
    });
});
