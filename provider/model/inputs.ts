/**
 * The plain inputs of a config drive, as in a Pulumi state and in the inputs of the command line.
 * Their documentation, with defaults, limits and examples, is in `sdk/args/`.
 */

/** Unchecked inputs: any value can have a wrong type, or not be known yet. */
export type RawInputs = Readonly<Record<string, unknown>>;

/** Bytes of a file on the drive: text, written as UTF-8, or base64. */
export type FileContent = { readonly content: string } | { readonly base64: string };

/** One part of multi-part user data. */
export interface UserDataPart {
    readonly content: string;
    readonly contentType?: string | undefined;
    readonly filename?: string | undefined;
    readonly mergeType?: string | undefined;
}

/** User data: a text, bytes, or parts that become one MIME message. */
export type UserData = string | { readonly base64: string } | readonly UserDataPart[];

/** A JSON value. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;

/** A JSON object. */
export interface JsonObject {
    readonly [key: string]: Json;
}

/** File system of the image. */
export type ImageFormat = "iso9660" | "vfat";

/** Versions of the metadata on the drive: all that Nova writes, the newest alone, or none. */
export type MetadataVersions = "all" | "latest" | readonly [];

/** When the guest runs its first-boot setup again: never, or after its content has changed. */
export type Rerun = "never" | "onChange";

/** What is on the drive, and the kind of image. */
export interface ContentInputs {
    readonly uuid?: string;
    readonly rerun?: Rerun;
    readonly hostname?: string;
    readonly name?: string;
    readonly availabilityZone?: string | null;
    readonly launchIndex?: number;
    readonly projectId?: string;
    readonly meta?: Readonly<Record<string, string>>;
    readonly publicKeys?: Readonly<Record<string, string>>;
    readonly adminPassword?: string;
    readonly randomSeed?: string | null;
    readonly devices?: readonly Device[];
    readonly dedicatedCpus?: readonly number[];
    readonly extraMetaData?: JsonObject;
    readonly userData?: UserData;
    readonly strictUserData?: boolean;
    readonly vendorData?: JsonObject;
    readonly vendorData2?: JsonObject;
    readonly networkData?: NetworkData;
    readonly files?: Readonly<Record<string, FileContent>>;
    readonly rootFiles?: Readonly<Record<string, FileContent>>;
    readonly metadataVersions?: MetadataVersions;
    readonly ec2?: JsonObject;
    readonly format?: ImageFormat;
    readonly label?: string;
    readonly size?: number;
}

/** Deadlines in seconds. */
export interface Timeouts {
    readonly create?: number | undefined;
    readonly read?: number | undefined;
    readonly update?: number | undefined;
    readonly delete?: number | undefined;
}

/** What the drive is in the domain: its medium can be changed, or it is a plain read-only disk. */
export type DriveDevice = "cdrom" | "disk";

/** Bus of the drive. */
export type Bus = "auto" | "ide" | "sata" | "scsi" | "usb" | "virtio";

/** What a refresh compares of the volume. */
export type Verify = "size" | "content";

/** When a change reaches a running machine: at once, or at its next start. */
export type OnChange = "swap" | "nextBoot";

/** What libvirt does when the domain starts and the image is missing. */
export type StartupPolicy = "mandatory" | "requisite" | "optional";

/** How QEMU uses the host's page cache for the image, by libvirt's names; `default` lets libvirt choose. */
export type Cache = "default" | "none" | "writethrough" | "writeback" | "directsync" | "unsafe";

/** Where the drive goes. */
export interface PlacementInputs {
    readonly connection: string;
    readonly connectionPassword?: string;
    readonly domain?: string;
    readonly pool?: string;
    readonly volumePrefix: string;
    readonly fixedVolume?: boolean;
    readonly device?: DriveDevice;
    readonly bus?: Bus;
    readonly target?: string;
    readonly startupPolicy?: StartupPolicy;
    readonly cache?: Cache;
    readonly ejected?: boolean;
    readonly onChange?: OnChange;
    readonly adopt?: boolean;
    readonly startDomain?: boolean;
    readonly detectDrift?: boolean;
    readonly verify?: Verify;
    readonly triggers?: string;
    readonly timeouts?: Timeouts;
}

/** All that a program declares, before `check` adds what it plans. */
export interface Inputs extends ContentInputs, PlacementInputs {}

/** A device that Nova lists in `meta_data.json`. */
export type Device = NicDevice | DiskDevice | ShareDevice;

/** Bus of a device, by OpenStack's names. */
export type DeviceBus = "pci" | "usb" | "scsi" | "ide" | "xen" | "none";

interface DeviceBase {
    readonly bus?: DeviceBus | undefined;
    readonly address?: string | undefined;
    readonly tags?: readonly string[] | undefined;
}

/** A NIC that programs in the guest find by tag or MAC. */
export interface NicDevice extends DeviceBase {
    readonly type: "nic";
    readonly mac: string;
    readonly vlan?: number | undefined;
    readonly vf_trusted?: boolean | undefined;
}

/** A disk that programs in the guest find by tag. */
export interface DiskDevice extends DeviceBase {
    readonly type: "disk";
    readonly serial?: string | undefined;
    readonly path?: string | undefined;
}

/** A shared directory that the guest can mount by its tag. */
export interface ShareDevice extends DeviceBase {
    readonly type: "share";
    readonly share_id: string;
    readonly tag: string;
}

/** OpenStack's `network_data.json`. */
export interface NetworkData {
    readonly links: readonly Link[];
    readonly networks: readonly Network[];
    readonly services?: readonly Service[] | undefined;
}

/** How OpenStack connects a NIC; every guest accepts `phy`. */
export type PhysicalLinkType = "bridge" | "dvs" | "hw_veb" | "hyperv" | "ovs" | "tap" | "vhostuser" | "vif" | "phy";

interface LinkBase {
    readonly id: string;
    readonly mtu?: number | null | undefined;
    readonly vif_id?: string | undefined;
    readonly name?: string | undefined;
}

/** A NIC, found in the guest by its MAC. */
export interface PhysicalLink extends LinkBase {
    readonly type: PhysicalLinkType;
    readonly ethernet_mac_address: string;
}

/** Several links that act as one. */
export interface BondLink extends LinkBase {
    readonly type: "bond";
    readonly ethernet_mac_address?: string | undefined;
    readonly bond_mode: BondMode;
    readonly bond_links: readonly string[];
    readonly bond_miimon?: number | undefined;
    readonly bond_xmit_hash_policy?: BondHashPolicy | undefined;
}

/** A VLAN on another link. */
export interface VlanLink extends LinkBase {
    readonly type: "vlan";
    readonly vlan_link: string;
    readonly vlan_id: number;
    readonly vlan_mac_address: string;
    readonly ethernet_mac_address?: string | undefined;
}

/** A link of the guest. */
export type Link = PhysicalLink | BondLink | VlanLink;

/** How a bond uses its links, by the Linux kernel's names. */
export type BondMode =
    | "802.3ad"
    | "balance-rr"
    | "active-backup"
    | "balance-xor"
    | "broadcast"
    | "balance-tlb"
    | "balance-alb";

/** How a bond chooses a link for a packet, by the Linux kernel's names; not all guests support `vlan+srcmac`. */
export type BondHashPolicy = "layer2" | "layer2+3" | "layer3+4" | "encap2+3" | "encap3+4" | "vlan+srcmac";

/** A route; the default one has a network and a netmask of zeros. */
export interface Route {
    readonly network: string;
    readonly netmask: string;
    readonly gateway: string;
    readonly services?: readonly Service[] | undefined;
}

interface NetworkBase {
    readonly id: string;
    readonly link: string;
    readonly network_id?: string | undefined;
    readonly services?: readonly Service[] | undefined;
    readonly routes?: readonly Route[] | undefined;
}

/** Addresses that are declared here. */
export interface StaticNetwork extends NetworkBase {
    readonly type: "ipv4" | "ipv6";
    readonly ip_address: string;
    readonly netmask: string;
}

/** Addresses that the network assigns. */
export interface DynamicNetwork extends NetworkBase {
    readonly type: "ipv4_dhcp" | "ipv6_dhcp" | "ipv6_slaac" | "ipv6_dhcpv6-stateful" | "ipv6_dhcpv6-stateless";
    readonly ip_address?: string | undefined;
    readonly netmask?: string | undefined;
}

/** What a link is configured with. */
export type Network = StaticNetwork | DynamicNetwork;

/** A name server. */
export interface Service {
    readonly type: "dns";
    readonly address: string;
}
