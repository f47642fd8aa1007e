import type { Content } from "../formats/entries/content.ts";
import type { Device } from "../model/devices.ts";
import type { ImageFormat, JsonObject, MetadataVersions } from "../model/inputs.ts";

/** A public key of `meta_data.json`. */
export interface PublicKey {
    readonly name: string;
    readonly type: "ssh" | "x509";
    readonly data: string;
}

/** The values of `meta_data.json`, including defaults. */
export interface MetaData {
    readonly uuid: string;
    readonly hostname: string | undefined;
    readonly name: string | undefined;
    readonly availabilityZone: string | null;
    readonly launchIndex: number;
    readonly projectId: string | null;
    readonly meta: Readonly<Record<string, string>>;
    readonly publicKeys: readonly PublicKey[];
    readonly adminPassword: string | undefined;
    /** Base64. */
    readonly randomSeed: string | undefined;
    readonly devices: readonly Device[];
    readonly dedicatedCpus: readonly number[];
    /** Top-level keys that Nova doesn't have. */
    readonly extra: JsonObject;
}

/** A file with its path in the guest or in the image. */
export interface DriveFile {
    readonly path: string;
    readonly content: Content;
}

/** The contents of a drive, checked and decoded. */
export interface DriveSpec {
    readonly format: ImageFormat;
    readonly label: string;
    /** Bytes of a VFAT image; undefined for the default. */
    readonly size: number | undefined;
    readonly metadataVersions: MetadataVersions;
    readonly metaData: MetaData;
    readonly userData: Uint8Array | undefined;
    readonly vendorData: JsonObject | undefined;
    readonly vendorData2: JsonObject | undefined;
    readonly networkData: JsonObject | undefined;
    readonly ec2: JsonObject | undefined;
    /** Files for the guest, by their paths in the guest. */
    readonly files: readonly DriveFile[];
    /** Files at paths of the user's choice in the image. */
    readonly rootFiles: readonly DriveFile[];
}
