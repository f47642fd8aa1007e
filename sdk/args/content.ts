import type { asset, Input, Unwrap } from "@pulumi/pulumi";
import type { Device } from "../../provider/model/devices.ts";
import type { FileContent, MetadataVersions, Rerun, UserData } from "../../provider/model/inputs.ts";
import type { NetworkData } from "../../provider/model/network-data.ts";
import type { DeepInput, DeepInside, JsonObjectInput } from "../deep-input.ts";

/**
 * A file on the drive: a text, bytes in base64, or an asset. A `FileAsset` is read only when the image is stored; the
 * state has its path and hash. Text and base64 of a drive have at most 32 MiB together, user data included.
 */
export type DriveFile =
    | DeepInside<FileContent>
    | asset.FileAsset
    | asset.StringAsset
    // What `pulumi.output` and `pulumi.secret` make of their types.
    | Unwrap<asset.FileAsset>
    | Unwrap<asset.StringAsset>;

/**
 * The content of the drive: each argument is a value that the guest reads.
 *
 * Error messages write paths as the program does: names after a dot, positions and all other keys in brackets, e.g.
 * `networkData.links[1].type` or `files["/etc/motd"].base64`.
 */
export interface ContentArgs {
    /**
     * Instance id. When it changes, guests repeat their first-boot setup, including new ssh host keys.
     *
     * @default the domain's UUID if `domain` is a UUID, else a UUID derived from `connection`, `pool` and
     * `volumePrefix`
     * @example "83679162-1378-4288-a2d4-70e13ec132aa"
     */
    readonly uuid?: Input<string> | undefined;
    /**
     * When the guest runs its first-boot setup again: `never`, or `onChange`, at its next boot after `userData`,
     * `vendorData`, `vendorData2` or `files` changed. The instance id is then derived from `uuid` and these. A repeated
     * setup makes new ssh host keys. Only cloud-init and cloudbase-init do this. It requires a `randomSeed` of at least
     * 16 bytes, which the resource generates, and a drive that stays attached.
     *
     * @default "never"
     */
    readonly rerun?: Input<Rerun> | undefined;
    /**
     * Host name, with or without a DNS domain: labels of at most 63 letters, digits and `-`, separated by dots.
     *
     * @default none: the guest keeps the name in its disk image
     * @example "web-1.example.org"
     */
    readonly hostname?: Input<string> | undefined;
    /**
     * Display name of the machine; any text.
     *
     * @default `hostname`
     * @example "Web server, first of three"
     */
    readonly name?: Input<string> | undefined;
    /**
     * Location of the machine.
     *
     * @default null
     * @example "rack-7"
     */
    readonly availabilityZone?: Input<string | null> | undefined;
    /**
     * Index of the machine among those launched together; a whole number from 0.
     *
     * @default 0
     */
    readonly launchIndex?: Input<number> | undefined;
    /**
     * Owner of the machine, written as `project_id`.
     *
     * @default null
     */
    readonly projectId?: Input<string> | undefined;
    /**
     * Arbitrary keys and values for programs in the guest; all values are strings. cloud-init itself reads `dsmode`:
     * `local`, `net` or `disabled`.
     *
     * @default none
     * @example { role: "web", tier: "1" }
     */
    readonly meta?: DeepInput<Readonly<Record<string, string>>> | undefined;
    /**
     * Public keys by name: an ssh key on one line, as in `authorized_keys`, or for Windows an X.509 certificate in PEM.
     *
     * @default none
     * @example { ops: "ssh-ed25519 AAAAC3Nz… ops@example.org" }
     */
    readonly publicKeys?: DeepInput<Readonly<Record<string, string>>> | undefined;
    /**
     * Administrator password, written as `admin_pass`. A secret. cloudbase-init uses it on Windows; cloud-init doesn't.
     *
     * @default none
     */
    readonly adminPassword?: Input<string> | undefined;
    /**
     * Entropy for the guest, in base64. A secret. It also prevents the drive's digests from revealing anything about
     * the other secrets on it. `null` omits it.
     *
     * @default 64 random bytes, drawn by the `up` that creates the drive, and then kept; its preview draws different
     * ones
     */
    readonly randomSeed?: Input<string | null> | undefined;
    /**
     * Devices that programs in the guest find by tag: OpenStack's list, key for key. `bus` and `address` default to
     * "none". Tags have 1 to 60 characters, without commas and slashes. As in OpenStack, older metadata versions omit
     * what they didn't support.
     *
     * @default none
     * @example [{ type: "nic", mac: "52:54:00:12:34:56", bus: "pci", address: "0000:00:03.0", tags: ["storage"] }]
     */
    readonly devices?: DeepInput<readonly Device[]> | undefined;
    /**
     * Host CPUs that only this guest uses; whole numbers from 0, in any order.
     *
     * @default none
     * @example [2, 3]
     */
    readonly dedicatedCpus?: DeepInput<readonly number[]> | undefined;
    /**
     * Additional top-level keys of `meta_data.json`, with any JSON values, in every version, after OpenStack's keys.
     * OpenStack's keys are rejected here, since each has its argument. In templates cloud-init provides a key as
     * `ds.meta_data.KEY`. Not a secret unless the program marks it with `pulumi.secret`.
     *
     * @default none
     * @example { instance_type: "small", product: "shop", team: { name: "web" } }
     */
    readonly extraMetaData?: Input<JsonObjectInput> | undefined;
    /**
     * Instructions for the guest's first-boot program: a text, bytes in base64, or parts that become one MIME message.
     * A secret. A part's type follows from its first line unless `contentType` sets it.
     *
     * @default none
     * @example "#cloud-config\npackages: [nginx]\n"
     * @example [{ content: "#cloud-config\npackages: [nginx]\n" }, { content: "#!/bin/sh\n…", filename: "setup.sh" }]
     */
    readonly userData?: DeepInput<UserData> | undefined;
    /**
     * Whether to reject cloud-config, in the user data or the vendor data, that violates cloud-init's own schema:
     * invalid YAML, unknown keys, values of a wrong type, a mistyped or missing `#cloud-config`; and scripts and MIME
     * messages that guests can't read. With
     * `false` these are warnings, for programs that accept more than cloud-init, or for newer versions of it. It isn't
     * on the drive, and changing it alone changes nothing.
     *
     * @default true
     */
    readonly strictUserData?: Input<boolean> | undefined;
    /**
     * `vendor_data.json`: instructions from a provider of machines for all its guests. A secret. cloud-init reads a
     * text or a list of texts under the key `cloud-init`.
     *
     * @default {}
     * @example { "cloud-init": "#cloud-config\ntimezone: Europe/Zurich\n" }
     */
    readonly vendorData?: Input<JsonObjectInput> | undefined;
    /**
     * `vendor_data2.json`, the whole document. A secret.
     *
     * @default { static: vendorData }
     */
    readonly vendorData2?: Input<JsonObjectInput> | undefined;
    /**
     * Network of the guest: OpenStack's `network_data.json`, key for key. The guest finds each physical link by its
     * MAC, which must be the MAC of one of the domain's NICs. Additional keys go on the drive unchanged. Write
     * addresses without a prefix length, and masks in full. docs/errors.md lists everything that is rejected.
     *
     * @default no such document: the guest does what its disk image says, usually DHCP
     * @example
     * {
     *     links: [{ id: "eth0", type: "phy", ethernet_mac_address: "52:54:00:12:34:56" }],
     *     networks: [
     *         {
     *             id: "lan",
     *             type: "ipv4",
     *             link: "eth0",
     *             ip_address: "192.0.2.10",
     *             netmask: "255.255.255.0",
     *             routes: [{ network: "0.0.0.0", netmask: "0.0.0.0", gateway: "192.0.2.1" }],
     *         },
     *     ],
     *     services: [{ type: "dns", address: "192.0.2.53" }],
     * }
     */
    readonly networkData?: DeepInput<NetworkData> | undefined;
    /**
     * Files that cloud-init writes in the guest, by absolute path of at most 255 characters. A secret. The drive
     * numbers them in the order of their paths. In the guest they belong to root and have mode 0660.
     *
     * @default none
     * @example { "/etc/motd": { content: "hello\n" }, "/etc/krb5.keytab": { base64: "BQIAAAB…" } }
     * @example { "/opt/agent.tar.gz": new pulumi.asset.FileAsset("agent.tar.gz") }
     */
    readonly files?: Input<Readonly<Record<string, Input<DriveFile>>>> | undefined;
    /**
     * Files at any other path in the image, e.g. those that network appliances look for, by path without a leading
     * slash. A path that ends in a slash, with empty content, is an empty directory. A secret. Paths in `openstack/`
     * are only available if `metadataVersions` is `[]`, and those in `ec2/` only without `ec2`.
     *
     * @default none
     * @example { "iosxe_config.txt": { content: "hostname edge-1\n" } }
     */
    readonly rootFiles?: Input<Readonly<Record<string, Input<DriveFile>>>> | undefined;
    /**
     * Versions of OpenStack's metadata on the drive: `"all"` for ten dated ones and `latest`, as Nova writes them;
     * `"latest"` for only that one; `[]` for none, so that the drive only has `rootFiles`.
     *
     * @default "all"
     */
    readonly metadataVersions?: Input<MetadataVersions> | undefined;
    /**
     * EC2's `meta-data.json`, for guests that read it. It goes with the user data into `ec2/2009-04-04` and
     * `ec2/latest`, or only into the latter if `metadataVersions` is `"latest"`.
     *
     * @default no `ec2` tree
     * @example { "instance-id": "i-0000002a", "local-ipv4": "192.0.2.10" }
     */
    readonly ec2?: Input<JsonObjectInput> | undefined;
}
