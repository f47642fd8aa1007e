import type { Input } from "@pulumi/pulumi";
import type { Device, FileContent, MetadataVersions, NetworkData, UserData } from "../../provider/model/inputs.ts";
import type { DeepInput, JsonObjectInput } from "../deep-input.ts";

/**
 * What the guest is told: each argument is a value on the drive.
 *
 * Paths in error messages are written as in the program: names after a dot, positions and all other keys in brackets,
 * as in `networkData.links[1].type` or `files["/etc/motd"].base64`.
 */
export interface ContentArgs {
    /**
     * Instance id. Guests run their first-boot setup again when it changes, new ssh host keys included.
     *
     * @default the domain's UUID when `domain` is one, else a UUID made of connection, pool and volumePrefix
     * @example "83679162-1378-4288-a2d4-70e13ec132aa"
     */
    readonly uuid?: Input<string> | undefined;
    /**
     * Name of the host, with or without its domain: letters, digits and `-` in parts of at most 63 characters.
     *
     * @default left out: the guest keeps the name that its disk image has
     * @example "web-1.example.org"
     */
    readonly hostname?: Input<string> | undefined;
    /**
     * Name of the machine as people call it; any text.
     *
     * @default `hostname`
     * @example "Web server, first of three"
     */
    readonly name?: Input<string> | undefined;
    /**
     * Where the machine stands.
     *
     * @default null
     * @example "rack-7"
     */
    readonly availabilityZone?: Input<string | null> | undefined;
    /**
     * Number of the machine among those launched together; a whole number from 0.
     *
     * @default 0
     */
    readonly launchIndex?: Input<number> | undefined;
    /**
     * Owner of the machine, as `project_id`.
     *
     * @default null
     */
    readonly projectId?: Input<string> | undefined;
    /**
     * Free keys and values for programs in the guest; all values are strings. `dsmode` is cloud-init's own: `local`,
     * `net` or `disabled`.
     *
     * @default none
     * @example { role: "web", tier: "1" }
     */
    readonly meta?: DeepInput<Readonly<Record<string, string>>> | undefined;
    /**
     * Public keys by name: an ssh key on one line, as in `authorized_keys`, or an X.509 certificate in PEM for Windows.
     *
     * @default none
     * @example { ops: "ssh-ed25519 AAAAC3Nz… ops@example.org" }
     */
    readonly publicKeys?: DeepInput<Readonly<Record<string, string>>> | undefined;
    /**
     * Password of the administrator, as `admin_pass`. A secret. cloudbase-init uses it on Windows; cloud-init doesn't.
     *
     * @default none
     */
    readonly adminPassword?: Input<string> | undefined;
    /**
     * Entropy for the guest, in base64. A secret. It also keeps digests of the drive from telling anything about the
     * other secrets on it. `null` leaves it out.
     *
     * @default 64 random bytes, drawn by the `up` that makes the drive and then kept; its preview draws others
     */
    readonly randomSeed?: Input<string | null> | undefined;
    /**
     * Devices that programs in the guest find by tag: OpenStack's list, key for key. `bus` and `address` default to
     * "none". Tags have 1 to 60 characters, none of them a comma or slash. As in OpenStack, old versions of the metadata
     * leave out what they didn't know.
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
     * What the guest's first-boot program is to do: a text, bytes in base64, or parts that become one MIME message.
     * A secret. A part's type follows from its first line unless `contentType` says otherwise.
     *
     * @default none
     * @example "#cloud-config\npackages: [nginx]\n"
     * @example [{ content: "#cloud-config\npackages: [nginx]\n" }, { content: "#!/bin/sh\n…", filename: "setup.sh" }]
     */
    readonly userData?: DeepInput<UserData> | undefined;
    /**
     * Whether cloud-config, in the user data or the vendor data, is refused when cloud-init's own schema doesn't allow
     * it: no YAML, keys that nothing knows, values of a wrong type. With `false` these are warnings, for programs that
     * take more than cloud-init, or newer versions of it. It isn't on the drive and a change of it alone changes nothing.
     *
     * @default true
     */
    readonly strictUserData?: Input<boolean> | undefined;
    /**
     * `vendor_data.json`: what a provider of machines tells all of its guests. A secret. cloud-init takes a text or a
     * list of texts under the key `cloud-init`.
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
     * Network of the guest: OpenStack's `network_data.json`, key for key. Each physical link is found by its MAC, which
     * must be that of a NIC of the domain. Further keys go on the drive as they are. Addresses have no prefix length,
     * masks are written out; docs/errors.md has all that is refused.
     *
     * @default no such document: the guest does what its disk image says, mostly DHCP
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
     * Files that cloud-init writes in the guest, by absolute path of at most 255 characters. A secret. They are numbered
     * on the drive in the order of their paths, and belong to root with mode 0660 in the guest.
     *
     * @default none
     * @example { "/etc/motd": { content: "hello\n" }, "/etc/krb5.keytab": { base64: "BQIAAAB…" } }
     */
    readonly files?: DeepInput<Readonly<Record<string, FileContent>>> | undefined;
    /**
     * Files at a place of your own in the image, by path without a leading slash: what network appliances look for. A
     * path that ends in a slash, with empty content, is an empty directory. A secret. Paths in `openstack/` are free only when `metadataVersions` is `[]`, those in `ec2/` without `ec2`.
     *
     * @default none
     * @example { "iosxe_config.txt": { content: "hostname edge-1\n" } }
     */
    readonly rootFiles?: DeepInput<Readonly<Record<string, FileContent>>> | undefined;
    /**
     * Versions of OpenStack's metadata on the drive: `"all"` ten dated ones and `latest`, as Nova writes them;
     * `"latest"` that one alone; `[]` none, so that `rootFiles` is all there is.
     *
     * @default "all"
     */
    readonly metadataVersions?: Input<MetadataVersions> | undefined;
    /**
     * EC2's `meta-data.json`, for guests that read that. It goes with the user data into `ec2/2009-04-04` and
     * `ec2/latest`, the latter alone when `metadataVersions` is `"latest"`.
     *
     * @default no `ec2` tree
     * @example { "instance-id": "i-0000002a", "local-ipv4": "192.0.2.10" }
     */
    readonly ec2?: Input<JsonObjectInput> | undefined;
}
