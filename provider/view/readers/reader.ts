import type { ImageFormat } from "../../model/inputs.ts";
import type { VersionDate } from "../../tree/versions.ts";

/** What user data is to a reader. */
export type Content =
    | "cloudConfig"
    | "archive"
    | "patch"
    | "script"
    | "windowsScript"
    | "bootHook"
    | "include"
    | "partHandler"
    | "template"
    | "mime"
    | "gzip"
    | "ignition"
    | "talos"
    | "other";

/** What network data asks for. */
export type NetworkFeature = "static" | "dhcp" | "slaac" | "bonds" | "vlans";

/** Inputs whose use by readers is known, in the order of `docs/consumers.md`. */
export const USED_INPUTS = [
    "hostname",
    "publicKeys",
    "adminPassword",
    "userData",
    "vendorData",
    "files",
    "networkData",
] as const;

/** An input whose use by readers is known. */
export type UsedInput = (typeof USED_INPUTS)[number];

/** Whether a reader uses an input. `text` is for `docs/consumers.md`. */
export interface Use {
    readonly text: string;
    readonly isUsed: boolean;
    /** Limits of the use, or what is used instead; empty if there is nothing to say. */
    readonly remark: string;
}

/** The kinds of user data that a reader uses, what to know of some, and what it does with any other. */
export interface UserDataUse extends Use {
    readonly contents: readonly Content[];
    readonly remarks: Readonly<Partial<Record<Content, string>>>;
    /** Empty if it ignores them. */
    readonly others: string;
}

/** The parts of network data that a reader uses, and what to know of some. */
export interface NetworkUse extends Use {
    readonly features: readonly NetworkFeature[];
    readonly remarks: Readonly<Partial<Record<NetworkFeature, string>>>;
}

/** How a reader looks for a drive, on one kind of device. The texts are for `docs/consumers.md`. */
export interface Search {
    /** The kind of device; empty if it is any. */
    readonly device: string;
    readonly label: {
        readonly text: string;
        /** By the file system; undefined for any label. A label in another case is another one. */
        readonly found: (format: ImageFormat) => readonly string[] | undefined;
        /** Whether the case doesn't count. */
        readonly isAnyCase: boolean;
    };
    readonly fileSystem: { readonly text: string; readonly formats: readonly ImageFormat[] };
    readonly version: {
        readonly text: string;
        /** The dates that it knows, oldest first; empty if it reads `latest` only. */
        readonly dates: readonly VersionDate[];
    };
}

/** A program in the guest that reads drives at first boot. */
export interface Reader {
    readonly name: string;
    /** It finds the drive if one of them does. */
    readonly searches: readonly Search[];
    readonly uses: Readonly<Record<Exclude<UsedInput, "userData" | "networkData">, Use>> & {
        readonly userData: UserDataUse;
        readonly networkData: NetworkUse;
    };
}
