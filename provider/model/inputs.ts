/**
 * The plain inputs of a config drive, as in a Pulumi state and in the inputs of the command line.
 * Their documentation, with defaults, limits and examples, is in `sdk/args/`.
 */

import type { Device } from "./devices.ts";
import type { WaitForGuest } from "./guest.ts";
import type { NetworkData } from "./network-data.ts";

/** Unchecked inputs: any value can have a wrong type, or not be known yet. */
export type RawInputs = Readonly<Record<string, unknown>>;

/** Bytes of a file on the drive: text, written as UTF-8, or base64. */
export type FileContent =
    | {
          /** A text, written as UTF-8. */
          readonly content: string;
      }
    | {
          /** Bytes in base64. */
          readonly base64: string;
      };

/** One part of multi-part user data. */
export interface UserDataPart {
    /** The text. */
    readonly content: string;
    /** MIME type, if not the one that the first line implies. */
    readonly contentType?: string | undefined;
    /** File name, which cloud-init gives to a script. */
    readonly filename?: string | undefined;
    /** How cloud-init merges this part into the earlier ones; the function `mergeType` writes it. */
    readonly mergeType?: string | undefined;
}

/** User data: a text, bytes, or parts that become one MIME message. */
export type UserData =
    | string
    | {
          /** Bytes in base64. */
          readonly base64: string;
      }
    | readonly UserDataPart[];

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
    /** @integer */
    readonly launchIndex?: number;
    readonly projectId?: string;
    readonly meta?: Readonly<Record<string, string>>;
    readonly publicKeys?: Readonly<Record<string, string>>;
    readonly adminPassword?: string;
    readonly randomSeed?: string | null;
    readonly devices?: readonly Device[];
    /** @integer */
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
    /** @integer */
    readonly size?: number;
}

/** Deadlines in seconds. */
export interface Timeouts {
    /** For a create. */
    readonly create?: number | undefined;
    /** For a read, as a refresh does. */
    readonly read?: number | undefined;
    /** For an update. */
    readonly update?: number | undefined;
    /** For a delete. */
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
    readonly waitForGuest?: boolean | WaitForGuest;
    readonly ejectAfterBoot?: boolean;
    readonly keepImage?: boolean;
    readonly detectDrift?: boolean;
    readonly verify?: Verify;
    readonly triggers?: string;
    readonly timeouts?: Timeouts;
}

/** All that a program declares, before `check` adds what it plans. */
export interface Inputs extends ContentInputs, PlacementInputs {}
