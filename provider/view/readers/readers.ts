import { datesUpTo } from "../../tree/versions.ts";
import type { Reader } from "./reader.ts";
import { listed, MOUNTABLE, ONE_CASE, search, TWO_CASES } from "./search.ts";
import { contents, features, NO, NO_NETWORK, NO_USER_DATA, no, YES, yes } from "./uses.ts";

const LINKS = ["static", "dhcp", "slaac", "bonds", "vlans"] as const;

const CLOUD_INIT: Reader = {
    name: "cloud-init",
    searches: [
        {
            ...search(TWO_CASES, MOUNTABLE),
            version: {
                text: "the newest date that it supports, up to 2018-08-27; `latest` only without one",
                // OS_VERSIONS in cloudinit/sources/helpers/openstack.py.
                dates: datesUpTo("2018-08-27"),
            },
        },
    ],
    uses: {
        hostname: YES,
        publicKeys: YES,
        adminPassword: NO,
        userData: contents("cloud-config, scripts, boot hooks, includes, part handlers, MIME, gzip, templates", [
            "cloudConfig",
            "archive",
            "patch",
            "script",
            "bootHook",
            "include",
            "partHandler",
            "template",
            "mime",
            "gzip",
        ]),
        vendorData: yes("yes", "only what is below the key cloud-init"),
        files: yes("yes", "owned by root, with mode 0660"),
        networkData: features("all", LINKS, {
            bonds: "with systemd-networkd only since cloud-init 26",
            vlans: "with systemd-networkd only since cloud-init 26",
        }),
    },
};

const CLOUDBASE_INIT: Reader = {
    name: "cloudbase-init",
    searches: [
        {
            ...search({ ...ONE_CASE, text: "`config-2` in any case", isAnyCase: true }, listed("iso9660")),
            device: "cdrom",
        },
        {
            ...search(
                {
                    ...TWO_CASES,
                    text: "an ISO: any; VFAT: `config-2`, `CONFIG-2`",
                    found: (format) => (format === "iso9660" ? undefined : TWO_CASES.found(format)),
                },
                listed("iso9660, vfat"),
            ),
            device: "disk",
        },
    ],
    uses: {
        hostname: yes("15 characters", "the first 15 characters before the first dot"),
        publicKeys: yes("yes, and certificates", "and certificates"),
        adminPassword: yes("yes", "must be changed at the first logon"),
        userData: contents(
            "some cloud-config, scripts, MIME with part handlers, gzip, templates",
            ["cloudConfig", "script", "windowsScript", "partHandler", "template", "mime", "gzip"],
            { cloudConfig: "some keys; it only logs others", partHandler: "in MIME only" },
        ),
        vendorData: NO,
        files: NO,
        networkData: features("static only", ["static", "bonds", "vlans"], {
            dhcp: "Windows' own behaviour stays",
            slaac: "Windows' own behaviour stays",
            bonds: "become teams, on Windows Server only",
            vlans: "on bonds only; a VLAN on a NIC stops the network's setup",
        }),
    },
};

const IGNITION: Reader = {
    name: "Ignition",
    searches: [search(TWO_CASES, MOUNTABLE)],
    uses: {
        hostname: NO,
        publicKeys: NO,
        adminPassword: NO,
        userData: contents("an Ignition config", ["ignition"], {}, "it stops the boot"),
        vendorData: NO,
        files: NO,
        networkData: NO_NETWORK,
    },
};

const AFTERBURN: Reader = {
    name: "Afterburn",
    searches: [search(ONE_CASE, { text: "iso9660 only", formats: ["iso9660"] })],
    uses: {
        hostname: yes("yes", "at most 64 characters, cut at a dot"),
        publicKeys: yes("yes", "none if one is a certificate"),
        adminPassword: NO,
        userData: NO_USER_DATA,
        vendorData: NO,
        files: NO,
        networkData: { ...NO_NETWORK, ...no("on KubeVirt only", "on KubeVirt only") },
    },
};

const GLEAN: Reader = {
    name: "glean",
    searches: [search(TWO_CASES, MOUNTABLE)],
    uses: {
        hostname: no("no, but `name`", "it reads name"),
        publicKeys: yes("yes, for root", "for root"),
        adminPassword: NO,
        userData: NO_USER_DATA,
        vendorData: NO,
        files: NO,
        networkData: features("static, DHCP, bonds, VLANs", ["static", "dhcp", "bonds", "vlans"]),
    },
};

const COREOS_CLOUDINIT: Reader = {
    name: "coreos-cloudinit",
    searches: [search(ONE_CASE, listed("iso9660, udf, vfat"))],
    uses: {
        hostname: YES,
        publicKeys: YES,
        adminPassword: NO,
        userData: contents("its cloud-config, scripts; on Flatcar also MIME", ["cloudConfig", "script", "mime"], {
            cloudConfig: "its own, older keys",
            mime: "on Flatcar only",
        }),
        vendorData: NO,
        files: NO,
        networkData: NO_NETWORK,
    },
};

const TALOS: Reader = {
    name: "Talos",
    searches: [search(ONE_CASE, listed("iso9660, vfat"))],
    uses: {
        hostname: YES,
        publicKeys: NO,
        adminPassword: NO,
        userData: contents("a Talos configuration", ["talos"]),
        vendorData: NO,
        files: NO,
        networkData: features("static, DHCP, bonds, VLANs", ["static", "dhcp", "bonds", "vlans"], {
            vlans: "since Talos 1.12.2",
        }),
    },
};

const NUAGEINIT: Reader = {
    name: "nuageinit",
    searches: [search(ONE_CASE, listed("iso9660, vfat"))],
    uses: {
        hostname: YES,
        publicKeys: YES,
        adminPassword: NO,
        userData: contents("some cloud-config, scripts", ["cloudConfig", "script"], {
            cloudConfig: "some keys; the first line must be exactly #cloud-config",
        }),
        vendorData: NO,
        files: NO,
        networkData: features("NICs: static, DHCP for IPv4", ["static", "dhcp"], {
            static: "one IPv4 and one IPv6 address for each NIC",
            dhcp: "for IPv4",
        }),
    },
};

const CIRROS: Reader = {
    name: "CirrOS",
    searches: [search(TWO_CASES, MOUNTABLE)],
    uses: {
        hostname: YES,
        publicKeys: YES,
        adminPassword: NO,
        userData: contents("scripts", ["script"]),
        vendorData: NO,
        files: YES,
        networkData: NO_NETWORK,
    },
};

/** All known readers, in the order of `docs/consumers.md`, whose tables are this data. */
export const READERS: readonly Reader[] = [
    CLOUD_INIT,
    CLOUDBASE_INIT,
    IGNITION,
    AFTERBURN,
    GLEAN,
    COREOS_CLOUDINIT,
    TALOS,
    NUAGEINIT,
    CIRROS,
];
