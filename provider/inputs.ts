/**
 * The plain inputs of a config drive, as they lie in a Pulumi state and in the INPUTS.json of the command line.
 * Their documentation, with defaults, limits and examples, is in `sdk/args.ts`.
 */

/** Bytes of a file on the drive: text, written as UTF-8, or base64. */
export type FileContent = { readonly content: string } | { readonly base64: string };

/** One part of a multi-part user data. */
export interface UserDataPart {
    readonly content: string;
    readonly contentType?: string;
    readonly filename?: string;
    readonly mergeType?: string;
}

/** User data: a text, bytes, or parts that become one MIME message. */
export type UserData = string | { readonly base64: string } | readonly UserDataPart[];

/** A JSON value. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export interface JsonObject {
    readonly [key: string]: Json;
}

export type ImageFormat = "iso9660";
export type MetadataVersions = "all" | "latest" | readonly [];

/** What is on the drive and what kind of image it is. */
export interface ContentInputs {
    readonly uuid?: string;
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
    readonly userData?: UserData;
    readonly vendorData?: JsonObject;
    readonly vendorData2?: JsonObject;
    readonly networkData?: NetworkData;
    readonly files?: Readonly<Record<string, FileContent>>;
    readonly rootFiles?: Readonly<Record<string, FileContent>>;
    readonly metadataVersions?: MetadataVersions;
    readonly ec2?: JsonObject;
    readonly format?: ImageFormat;
    readonly label?: string;
}

/** Deadlines in seconds. */
export interface Timeouts {
    readonly create?: number;
    readonly read?: number;
    readonly update?: number;
    readonly delete?: number;
}

export type Bus = "auto" | "ide" | "sata" | "scsi" | "usb";
export type StartupPolicy = "mandatory" | "requisite" | "optional";

/** Where the drive goes. */
export interface PlacementInputs {
    readonly connection: string;
    readonly domain?: string;
    readonly pool?: string;
    readonly volumePrefix: string;
    readonly bus?: Bus;
    readonly target?: string;
    readonly startupPolicy?: StartupPolicy;
    readonly startDomain?: boolean;
    readonly timeouts?: Timeouts;
}

/** All that a program declares, before `check` adds what it plans. */
export interface Inputs extends ContentInputs, PlacementInputs {}

/** A device that Nova lists in `meta_data.json`. */
export type Device = NicDevice | DiskDevice | ShareDevice;
export interface NicDevice {
    readonly type: "nic";
    readonly bus: string;
    readonly address: string;
    readonly mac: string;
    readonly tags?: readonly string[];
    readonly vlan?: number;
    readonly vf_trusted?: boolean;
}
export interface DiskDevice {
    readonly type: "disk";
    readonly bus: string;
    readonly address: string;
    readonly tags?: readonly string[];
    readonly serial?: string;
    readonly path?: string;
}
export interface ShareDevice {
    readonly type: "share";
    readonly share_id: string;
    readonly tag: string;
    readonly bus?: string;
    readonly address?: string;
}

/** OpenStack's `network_data.json`. */
export interface NetworkData {
    readonly links: readonly Link[];
    readonly networks: readonly Network[];
    readonly services?: readonly Service[];
}

export type PhysicalLinkType = "bridge" | "dvs" | "hw_veb" | "hyperv" | "ovs" | "tap" | "vhostuser" | "vif" | "phy";

interface LinkBase {
    readonly id: string;
    readonly mtu?: number | null;
    readonly vif_id?: string;
    readonly name?: string;
}
export interface PhysicalLink extends LinkBase {
    readonly type: PhysicalLinkType;
    readonly ethernet_mac_address: string;
}
export interface BondLink extends LinkBase {
    readonly type: "bond";
    readonly ethernet_mac_address?: string;
    readonly bond_mode: BondMode;
    readonly bond_links: readonly string[];
    readonly bond_miimon?: number;
    readonly bond_xmit_hash_policy?: string;
}
export interface VlanLink extends LinkBase {
    readonly type: "vlan";
    readonly vlan_link: string;
    readonly vlan_id: number;
    readonly vlan_mac_address: string;
    readonly ethernet_mac_address?: string;
}
export type Link = PhysicalLink | BondLink | VlanLink;

export type BondMode =
    | "802.3ad"
    | "balance-rr"
    | "active-backup"
    | "balance-xor"
    | "broadcast"
    | "balance-tlb"
    | "balance-alb";

export interface Route {
    readonly network: string;
    readonly netmask: string;
    readonly gateway: string;
    readonly services?: readonly Service[];
}

interface NetworkBase {
    readonly id: string;
    readonly link: string;
    readonly network_id?: string;
    readonly services?: readonly Service[];
    readonly routes?: readonly Route[];
}
export interface StaticNetwork extends NetworkBase {
    readonly type: "ipv4" | "ipv6";
    readonly ip_address: string;
    readonly netmask: string;
}
export interface DynamicNetwork extends NetworkBase {
    readonly type: "ipv4_dhcp" | "ipv6_dhcp" | "ipv6_slaac" | "ipv6_dhcpv6-stateful" | "ipv6_dhcpv6-stateless";
    readonly ip_address?: string;
    readonly netmask?: string;
}
export type Network = StaticNetwork | DynamicNetwork;

export interface Service {
    readonly type: "dns";
    readonly address: string;
}
