import { SSH_KEY } from "../reading.ts";
import { breaks, type Mutation } from "./mutation.ts";

const BASE64 = "is not base64: only A-Z a-z 0-9 + / are allowed, padded with = to a multiple of 4, without line breaks";
const LABEL = 'must be "config-2" or "CONFIG-2", or guests don\'t find the drive';
const MAC = 'must be six pairs of hex digits with ":" between them';

/** What refuses the drive in `meta_data.json`, in the keys and on the drive as such. */
export const refusedMetadata: readonly Mutation[] = [
    breaks(
        "V-04",
        "label",
        "config2",
        `label: ${LABEL}; only a drive with metadataVersions: [] may have another label`,
    ),
    breaks("V-10", "uuid", "web-1", "uuid: is not a UUID, such as 83679162-1378-4288-a2d4-70e13ec132aa"),
    breaks("V-11", "meta", null, "meta: must be an object, not null"),
    breaks("V-11", "meta", ["web"], "meta: must be an object, not a list"),
    breaks("V-11", "meta.tier", 1, "meta.tier: must be a string, not a number"),
    breaks("V-12", "files", null, "files: must be an object, not null"),
    breaks(
        "V-12",
        ["files", "etc/issue"],
        { content: "" },
        'files["etc/issue"]: must be an absolute path of the guest, such as /etc/motd',
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
        "publicKeys.ops: must be one ssh key on one line, or one certificate in PEM",
    ),
    breaks(
        "V-15",
        "publicKeys.ops",
        SSH_KEY.replace("ssh-ed25519", "ssh-foo"),
        "publicKeys.ops: is no public key: it must begin with its type, such as ssh-ed25519 or ssh-rsa or ecdsa-sha2-nistp256",
    ),
    breaks(
        "V-15",
        "publicKeys.ops",
        "ssh-ed25519 SHA256:uNiVztksCsDhcc0u9e8BrrQXVUpKZIDTMczCvj3tD2s",
        "publicKeys.ops: has no key after ssh-ed25519: base64 must follow",
    ),
    breaks(
        "V-15",
        "publicKeys.ops",
        SSH_KEY.replace("ssh-ed25519", "ssh-rsa"),
        "publicKeys.ops: says it is ssh-rsa but holds a key of type ssh-ed25519; sshd ignores it",
    ),
    breaks(
        "V-15",
        "publicKeys.ops",
        SSH_KEY.replace(/.{4} ops$/, " ops"),
        "publicKeys.ops: is cut short: a part of the key is missing; copy it again",
    ),
    breaks(
        "V-16",
        "hostname",
        "",
        "hostname: is empty; leave it out, and the guest keeps the name that its disk image has",
    ),
    breaks(
        "V-16",
        "hostname",
        "web_1",
        'hostname: "web_1" must be letters, digits and "-", with no "-" at its ends; guests refuse other names',
    ),
    breaks(
        "V-16",
        "hostname",
        "web-1.",
        'hostname: has an empty part; put one "." between two parts and none at the ends',
    ),
    breaks("V-16", "hostname", "w".repeat(64), `hostname: has a part of more than 63 characters: "${"w".repeat(60)}…"`),
    breaks("V-16", "hostname", `${"a.".repeat(127)}a`, "hostname: must be at most 253 characters"),
    breaks(
        "V-16",
        "hostname",
        "192.0.2.1",
        "hostname: is an IP address: cloud-init makes another name of it; give a name",
    ),
    breaks(
        "V-18",
        "meta.dsmode",
        "locall",
        'meta.dsmode: must be "local", "net" or "disabled": cloud-init takes "locall" for "net"',
    ),
    breaks("V-20", "availabilityZone", 7, "availabilityZone: must be a string, not a number"),
    breaks("V-20", "launchIndex", 1.5, "launchIndex: must be a whole number"),
    breaks(
        "V-20",
        "devices.0.mac",
        "52-54-00-12-34-56",
        `devices[0].mac: ${MAC}, such as 52:54:00:12:34:56; guests find no NIC by anything else`,
    ),
    breaks("V-20", "devices.0.vlan", 4095, "devices[0].vlan: must be the id of a VLAN, 0 to 4094"),
    ...["", "a,b", "a/b", "x".repeat(61)].map((tag) =>
        breaks(
            "V-20",
            "devices.0.tags.0",
            tag,
            'devices[0].tags[0]: must be 1 to 60 characters without "," and "/", as OpenStack takes them',
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
            `devices[1].address: is no address of the bus ${bus}, such as "${example}"; programs find no device by it`,
        ),
    ),
    breaks("V-25", "vendorData", 5, "vendorData: must be an object, not a number"),
    breaks(
        "V-25",
        "vendorData.cloud-init",
        { packages: [] },
        'vendorData["cloud-init"]: must be a text or a list of texts: cloud-init drops an object; write "#cloud-config\\n" and YAML',
    ),
    breaks(
        "V-25",
        "vendorData2.cloud-init",
        7,
        'vendorData2["cloud-init"]: must be a text or a list of texts: cloud-init drops a number; write "#cloud-config\\n" and YAML',
    ),
];

/** What is only warned of, in the same places. */
export const warnedMetadata: readonly Mutation[] = [
    breaks(
        "V-04",
        "label",
        "CONFIG-2",
        'label: is not looked for by Afterburn, Talos and FreeBSD; all guests find "config-2"',
    ),
    breaks(
        "V-05",
        "rootFiles",
        { "large.img": { content: "x".repeat(64 * 1024 * 1024) } },
        "rootFiles: makes the drive larger than 64 MiB, the most that Ironic takes; let the guest download what is large",
    ),
    breaks(
        "V-11",
        "meta.a/b",
        "x",
        'meta["a/b"]: has a key that OpenStack refuses: it takes 1 to 255 letters, digits and - _ : . or spaces',
    ),
    breaks("V-11", "meta.tier", "x".repeat(256), "meta.tier: has more than the 255 characters that OpenStack takes"),
    breaks(
        "V-11",
        "meta",
        Object.fromEntries(Array.from({ length: 129 }, (_, index) => [`k${index}`, "v"])),
        "meta: has more than the 128 items that OpenStack takes",
    ),
    breaks(
        "V-15",
        "publicKeys.ops",
        "ssh-ed25519 AAAA",
        "publicKeys.ops: holds no key behind its type: sshd will not let anybody in with it",
    ),
    breaks(
        "V-15",
        "publicKeys.admin",
        "-----BEGIN CERTIFICATE-----\nMIIBszCCARygAwIBAgI=\n-----END CERTIFICATE-----\n",
        "publicKeys.admin: is no certificate that can be read: Windows guests will not take it",
    ),
    breaks(
        "V-16",
        "hostname",
        "12345",
        "hostname: has only digits: Windows refuses that, and other programs take it for an address",
    ),
    breaks(
        "V-16",
        "hostname",
        `web.${"example.".repeat(8)}org`,
        "hostname: has more than 64 characters: Linux guests that set the whole name, such as RHEL, refuse it",
    ),
    breaks(
        "V-16",
        "hostname",
        "webserver-number-1.example.org",
        'hostname: Windows cuts "webserver-number-1" to its first 15 characters',
    ),
    breaks("V-18", "meta.dsmode", "disabled", 'meta.dsmode: "disabled" makes cloud-init ignore the whole drive'),
];
