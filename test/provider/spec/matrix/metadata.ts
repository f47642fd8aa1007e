import { SSH_KEY } from "../reading.ts";
import { breaks, type Mutation } from "./mutation.ts";

const BASE64 = "isn't base64: use only A-Z a-z 0-9 + /, pad it with = to a multiple of 4, and omit line breaks";
const LABEL = 'must be "config-2" or "CONFIG-2" for guests to find the drive';
const MAC = 'must be six pairs of hex digits separated by ":"';

/** Errors in `meta_data.json`, in the keys and in the drive itself. */
export const refusedMetadata: readonly Mutation[] = [
    breaks(
        "V-05",
        "rootFiles",
        { "large.img": { content: "x".repeat(33 * 1024 * 1024) } },
        'rootFiles: takes the content in the declaration to 34 MiB; the limit is 32 MiB. For large files, use file assets, or { "path": … } on the command line',
    ),
    breaks("V-04", "label", "config2", `label: ${LABEL}; other labels require metadataVersions: []`),
    breaks("V-10", "uuid", "web-1", "uuid: must be a UUID, e.g. 83679162-1378-4288-a2d4-70e13ec132aa"),
    breaks("V-11", "meta", null, "meta: must be an object, not null"),
    breaks("V-11", "meta", ["web"], "meta: must be an object, not a list"),
    breaks("V-11", "meta.tier", 1, "meta.tier: must be a string, not a number"),
    breaks("V-12", "files", null, "files: must be an object, not null"),
    breaks(
        "V-12",
        ["files", "etc/issue"],
        { content: "" },
        'files["etc/issue"]: must be an absolute path in the guest, e.g. /etc/motd',
    ),
    breaks("V-12", ["files", "/etc/../motd"], { content: "" }, 'files["/etc/../motd"]: must not have ".." in its path'),
    breaks("V-12", ["files", "/a\0b"], { content: "" }, 'files["/a\\u0000b"]: must not have a NUL in its path'),
    breaks("V-12", ["files", "/etc//motd"], { content: "" }, 'files["/etc//motd"]: is the same file as "/etc/motd"'),
    breaks("V-14", "randomSeed", "c2VlZA", `randomSeed: ${BASE64}`),
    breaks("V-14", "randomSeed", 7, "randomSeed: must be a string, not a number"),
    breaks("V-15", "publicKeys.ops", [SSH_KEY], "publicKeys.ops: must be a string, not a list"),
    breaks(
        "V-15",
        "publicKeys.ops",
        `${SSH_KEY}\n${SSH_KEY}`,
        "publicKeys.ops: must be one ssh key on a single line or one PEM certificate",
    ),
    breaks(
        "V-15",
        "publicKeys.ops",
        SSH_KEY.replace("ssh-ed25519", "ssh-foo"),
        "publicKeys.ops: isn't a public key; it must start with its type, e.g. ssh-ed25519, ssh-rsa, ecdsa-sha2-nistp256",
    ),
    breaks(
        "V-15",
        "publicKeys.ops",
        "ssh-ed25519 SHA256:uNiVztksCsDhcc0u9e8BrrQXVUpKZIDTMczCvj3tD2s",
        "publicKeys.ops: has no key after ssh-ed25519; base64 must follow the type",
    ),
    breaks(
        "V-15",
        "publicKeys.ops",
        SSH_KEY.replace("ssh-ed25519", "ssh-rsa"),
        "publicKeys.ops: is labelled ssh-rsa but contains a key of type ssh-ed25519; sshd ignores it",
    ),
    breaks(
        "V-15",
        "publicKeys.ops",
        SSH_KEY.replace(/.{4} ops$/, " ops"),
        "publicKeys.ops: is truncated: part of the key is missing; copy it again",
    ),
    breaks("V-16", "hostname", "", "hostname: is empty; omit it to keep the name in the guest's disk image"),
    breaks(
        "V-16",
        "hostname",
        "web_1",
        'hostname: "web_1" must contain only letters, digits and "-" and must not start or end with "-"; guests reject other names',
    ),
    breaks(
        "V-16",
        "hostname",
        "web-1.",
        'hostname: has an empty part; separate parts with a single "." and don\'t start or end with one',
    ),
    breaks("V-16", "hostname", "w".repeat(64), `hostname: has a part longer than 63 characters: "${"w".repeat(60)}…"`),
    breaks("V-16", "hostname", `${"a.".repeat(127)}a`, "hostname: must be at most 253 characters"),
    breaks(
        "V-16",
        "hostname",
        "192.0.2.1",
        "hostname: is an IP address, which cloud-init turns into a different name; use a host name",
    ),
    breaks(
        "V-18",
        "meta.dsmode",
        "locall",
        'meta.dsmode: must be "local", "net" or "disabled"; cloud-init treats "locall" as "net"',
    ),
    breaks("V-20", "availabilityZone", 7, "availabilityZone: must be a string, not a number"),
    breaks("V-20", "launchIndex", 1.5, "launchIndex: must be a whole number"),
    breaks(
        "V-20",
        "devices.0.mac",
        "52-54-00-12-34-56",
        `devices[0].mac: ${MAC}, e.g. 52:54:00:12:34:56; guests don't recognise a MAC in any other form`,
    ),
    breaks("V-20", "devices.0.vlan", 4095, "devices[0].vlan: must be a VLAN ID from 0 to 4094"),
    ...["", "a,b", "a/b", "x".repeat(61)].map((tag) =>
        breaks(
            "V-20",
            "devices.0.tags.0",
            tag,
            'devices[0].tags[0]: must be 1 to 60 characters without "," or "/", as OpenStack requires',
        ),
    ),
    ...(
        [
            ["pci", "00:03.0", "0000:00:03.0"],
            ["usb", "1", "0:1"],
            ["scsi", "0:1", "0:0:0:1"],
            ["ide", "2:0", "0:1"],
        ] as const
    ).map(([bus, address, example]) =>
        breaks(
            "V-20",
            "devices.1",
            { type: "disk", bus, address },
            `devices[1].address: must be a ${bus} address, e.g. "${example}"; programs don't recognise an address in any other form`,
        ),
    ),
    breaks("V-25", "vendorData", 5, "vendorData: must be an object, not a number"),
    breaks(
        "V-25",
        "vendorData.cloud-init",
        { packages: [] },
        'vendorData["cloud-init"]: must be a string or a list of strings: cloud-init drops an object; write "#cloud-config\\n" followed by YAML',
    ),
    breaks(
        "V-25",
        "vendorData2.cloud-init",
        7,
        'vendorData2["cloud-init"]: must be a string or a list of strings: cloud-init drops a number; write "#cloud-config\\n" followed by YAML',
    ),
];

/** Warnings in the same places. */
export const warnedMetadata: readonly Mutation[] = [
    breaks(
        "V-04",
        "label",
        "CONFIG-2",
        'label: Afterburn, Talos and FreeBSD don\'t find "CONFIG-2"; use "config-2", which all guests find',
    ),
    breaks(
        "V-11",
        "meta.a/b",
        "x",
        'meta["a/b"]: OpenStack rejects this key; it allows 1 to 255 letters, digits, spaces and - _ : .',
    ),
    breaks("V-11", "meta.tier", "x".repeat(256), "meta.tier: is longer than the 255 characters OpenStack allows"),
    breaks(
        "V-11",
        "meta",
        Object.fromEntries(Array.from({ length: 129 }, (_, index) => [`k${index}`, "v"])),
        "meta: has more than the 128 items OpenStack allows",
    ),
    breaks(
        "V-15",
        "publicKeys.ops",
        "ssh-ed25519 AAAA",
        "publicKeys.ops: has no key after its type; sshd won't let anyone log in with it",
    ),
    breaks(
        "V-15",
        "publicKeys.admin",
        "-----BEGIN CERTIFICATE-----\nMIIBszCCARygAwIBAgI=\n-----END CERTIFICATE-----\n",
        "publicKeys.admin: isn't a readable certificate; Windows guests won't accept it",
    ),
    breaks(
        "V-16",
        "hostname",
        "12345",
        "hostname: contains only digits; Windows rejects it, and other programs mistake it for an address",
    ),
    breaks(
        "V-16",
        "hostname",
        `web.${"example.".repeat(8)}org`,
        "hostname: is longer than 64 characters; Linux guests that set the full name, e.g. RHEL, reject it",
    ),
    breaks(
        "V-16",
        "hostname",
        "webserver-number-1.example.org",
        'hostname: Windows truncates "webserver-number-1" to its first 15 characters',
    ),
    breaks("V-18", "meta.dsmode", "disabled", 'meta.dsmode: "disabled" makes cloud-init ignore the whole drive'),
];
