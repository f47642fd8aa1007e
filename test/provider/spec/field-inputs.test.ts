import { describe, expect, it } from "vitest";
import { FINE, type FieldInput, refused, verdictOf, warned } from "./field-input.ts";

const config = (...lines: readonly string[]): string => ["#cloud-config", ...lines, ""].join("\n");

/** A message as a template writes it: cloud-config and a script. */
const message = (start: string, boundary: string): string =>
    [
        `${start}Content-Type: multipart/mixed; boundary="==B=="`,
        ...["MIME-Version: 1.0", "", boundary, "MIME-Version: 1.0"],
        'Content-Type: text/cloud-config; charset="us-ascii"',
        ...['Content-Disposition: attachment; filename="cloud-config"', "", "set_timezone: Etc/UTC", "users:"],
        ...["  - name: ops", "    groups: Administrators", "    inactive: false", "", boundary, "MIME-Version: 1.0"],
        'Content-Type: text/x-shellscript; charset="us-ascii"',
        ...['Content-Disposition: attachment; filename="test.ps1"', "", "echo lol", ""],
    ].join("\n");

const phy = { id: "e0", type: "phy", ethernet_mac_address: "52:54:00:00:00:01" };
const vlan = { id: "v100", type: "vlan", vlan_link: "e0", vlan_id: 100, vlan_mac_address: "52:54:00:00:00:01" };
const fixed = { id: "n", type: "ipv4", ip_address: "192.0.2.10", netmask: "255.255.255.0" };
const byDefault = { network: "0.0.0.0", netmask: "0.0.0.0", gateway: "192.0.2.1" };
const talos = "version: v1alpha1\nmachine:\n  type: worker\n";

const bridge = {
    ...{ id: "br0", name: "br0", type: "bridge", ethernet_mac_address: "52:54:00:00:00:09" },
    ...{ bridge_stp: "on", bridge_fd: 0, bridge_interfaces: ["e0"] },
};

const network = (links: readonly unknown[], ...networks: readonly unknown[]): FieldInput["inputs"] => ({
    networkData: { links, networks, services: [] },
});

const SPACE = 'userData: has white space before "#!", so guests can\'t run the script; remove it';
const TOP = "isn't read by cloud-init, which only looks for this key at the top level; move it to";
const STOPS = "so cloud-init stops and writes neither this file nor those after it";

const FIELD: readonly FieldInput[] = [
    {
        name: "04, terraform#7063: base64 of gzip as text",
        inputs: { userData: "H4sIAAAAAAACA1NOzskvTdFNzs9Ly0znKkhMzk5MTy22UojOKMkviOUCACnie60fAAAA" },
        verdict: warned(
            "userData: is base64 of gzip data, which guests don't decode; pass { base64: … } for the bytes",
        ),
    },
    {
        name: "04h, hcloud#150: base64 of Ignition as text",
        inputs: { userData: "eyJpZ25pdGlvbiI6eyJ2ZXJzaW9uIjoiMy40LjAifX0=" },
        verdict: warned(
            "userData: is base64, which guests don't decode; pass { base64: … } for the bytes, or the text itself",
        ),
    },
    {
        name: "50, cloud-init#3712: what a `cloudinit` config gives, as text",
        inputs: {
            userData: [
                "H4sIAAAAAAACA2WOsQrCMBRF90D+IdT5WZ2EiIPWDg5VEBVEHNLktQbbpKSv0P69KAiFjhcO95zEO0JHcBkalKLuKrKNChTXtkez",
                "FrnvnFFh2ETZIUt3p+txvz3fI/ZdcMPQWu+kWM4XnHEGMIY4S/7fQbm2wACp095YV0qxyi2NgJ+csKdYV74zoL0rbMlZZmucaGZj",
                "hjVKv1WJrRSPF/nmOekA4OwDd4VXi+YAAAA=",
            ].join(""),
        },
        verdict: warned(
            "userData: is base64 of gzip data, which guests don't decode; pass { base64: … } for the bytes",
        ),
    },
    {
        name: "05, community-templates#165: a blank line before #!",
        inputs: { userData: "\n#!/bin/sh\necho hi\n" },
        verdict: refused(SPACE),
    },
    {
        name: "05g: an indented script",
        inputs: { userData: "\n    #!/bin/bash\n    echo hi > /etc/motd\n" },
        verdict: refused(SPACE),
    },
    {
        name: "06, cloudbase-init#203: boundary lines without dashes",
        inputs: { userData: message("", "==B==") },
        verdict: refused(
            "userData: is a MIME message in which no line is its boundary, so guests find nothing in it; start each part with a line of two dashes and the boundary",
        ),
    },
    {
        name: "06d, cloud-init#6178: a blank line before a message",
        inputs: { userData: message("\n", "--==B==") },
        verdict: refused("userData: has white space before its MIME headers, so guests find nothing in it; remove it"),
    },
    {
        name: "12d, cloud-init#3657: a bridge in the guest",
        inputs: network([phy, bridge], { id: "n", link: "br0", type: "ipv4_dhcp" }),
        verdict: refused(
            'networkData.links[1]: describes a bridge in the guest ("bridge_stp"), but guests read a link of type "bridge" as a NIC; without a NIC of that MAC no network comes up, so configure the NIC here and create the bridge with userData',
        ),
    },
    {
        name: "34, talos#12597: a VLAN for Talos",
        inputs: { userData: talos, ...network([phy, vlan], { ...fixed, link: "v100", routes: [byDefault] }) },
        verdict: FINE,
    },
    {
        name: "34b: a NIC on the host's bridge for Talos",
        inputs: {
            userData: talos,
            ...network([{ ...phy, type: "bridge" }], { id: "n", link: "e0", type: "ipv4_dhcp" }),
        },
        verdict: FINE,
    },
    {
        name: "35, cloud-init#3066: gateway and dns_nameservers of a network on Windows",
        inputs: {
            userData: "#ps1_sysnative\nhi\n",
            ...network([phy], { ...fixed, link: "e0", gateway: "192.0.2.1", dns_nameservers: ["192.0.2.53"] }),
        },
        verdict: {
            problems: [],
            warnings: [
                'networkData.networks[0].gateway: isn\'t read by cloudbase-init on Windows; declare it as a route: { network: "0.0.0.0", netmask: "0.0.0.0", gateway: … }',
                'networkData.networks[0].dns_nameservers: aren\'t read by cloudbase-init on Windows; list them in services, each as { type: "dns", address: … }',
            ],
        },
    },
    {
        name: "40, cloud-init#5221: the key cloud-init in an answer of dynamic vendor data",
        inputs: { vendorData2: { testing: { "cloud-init": config("hostname: first-boot"), region: "eu-1" } } },
        verdict: warned(`vendorData2.testing["cloud-init"]: ${TOP} vendorData2["cloud-init"]`),
    },
    {
        name: "40i, cloud-init#3433: the key cloud-init below static",
        inputs: { vendorData: { static: { "cloud-init": config("packages: [htop]") } } },
        verdict: warned(`vendorData.static["cloud-init"]: ${TOP} vendorData["cloud-init"]`),
    },
    {
        name: "52e, cloud-init#3089: base64 that isn't of gzip",
        inputs: {
            userData: config("write_files:", "- path: /etc/x", "  encoding: gz+b64", "  content: aGVsbG8="),
        },
        verdict: refused(
            `userData: line 5: write_files[0].content isn't base64 of gzip data, as its encoding "gz+b64" requires, ${STOPS}`,
        ),
    },
    {
        name: "52f, coreos-cloudinit#321: text that isn't base64",
        inputs: { userData: config("write_files:", "- path: /etc/x", "  encoding: b64", "  content: hello world") },
        verdict: refused(
            `userData: line 5: write_files[0].content isn't base64, as its encoding "b64" requires, ${STOPS}`,
        ),
    },
];

describe("inputs from the field", () => {
    it.each(FIELD)("$name", async ({ inputs, verdict }) => {
        expect(await verdictOf({ hostname: "n", ...inputs })).toEqual(verdict);
    });
});
