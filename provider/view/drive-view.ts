import type { NetworkView } from "./network/network-view.ts";

/** The parts of a view that a finding can be about. */
export type Topic = "guest" | "access" | "userData" | "vendorData" | "network" | "files" | "image";

/** A problem or a warning of the check, and the part of the drive that it is about. */
export interface Finding {
    readonly severity: "problem" | "warning";
    /** The path of the input as the user wrote it; for an image, as the user would write it. */
    readonly path: string;
    /** Never contains the value of a secret. */
    readonly reason: string;
    readonly topic: Topic;
}

/**
 * A value that can be secret. Two are the same if their digests are. The digest is for comparisons in memory and is never
 * shown: it would reveal a short secret to anyone who tries all of them.
 */
export interface SecretView {
    readonly digest: string;
    /** Undefined unless secrets were asked for. */
    readonly value: string | undefined;
}

/** One fact about the guest, e.g. its host name. */
export interface Fact {
    /** The input that declares it, e.g. `hostname` or `meta.role`. */
    readonly path: string;
    readonly label: string;
    readonly value: string | SecretView;
    /** What identifies the whole value with its type, of which the text can be cut. For comparisons, and never shown. */
    readonly digest?: string | undefined;
}

/** The options of an ssh key, e.g. `command="…"`. Their values can be secrets. */
export interface KeyOptions extends SecretView {
    /** E.g. `no-pty`. */
    readonly names: readonly string[];
}

/** A public key. */
export interface KeyView {
    readonly name: string;
    /** The type of an ssh key, e.g. `ssh-ed25519`, or `x509`. */
    readonly type: string;
    /**
     * As `ssh-keygen -l` prints it, e.g. `SHA256:…`; of a certificate in PEM the SHA-256 of its DER form, as
     * `openssl x509 -fingerprint` prints it, e.g. `AB:CD:…`. Undefined if the key can't be read.
     */
    readonly fingerprint: string | undefined;
    /** Of a certificate, its subject. */
    readonly comment: string | SecretView;
    /** What its holder may do; undefined if the key has no options. */
    readonly options?: KeyOptions | undefined;
    /** Who can log in with it; undefined for the default user. */
    readonly user?: string | undefined;
    /** What declares it, e.g. `user data`; undefined for the public keys of the metadata. */
    readonly source?: string | undefined;
}

/** A setting of a cloud-config that decides whether somebody can log in. */
export interface LoginView {
    /** The setting's key in the cloud-config. */
    readonly setting: "ssh_pwauth" | "disable_root" | "lock_passwd";
    /** The user that it is about; undefined for all users. */
    readonly user: string | undefined;
    readonly value: string;
    /** What declares it, e.g. `user data, part 2`. */
    readonly source: string;
}

/** What a part of user data is. Its language is one that the page can colour. */
export interface PartKind {
    /** For people: `cloud-config`, `shell script`, `PowerShell script`, `Ignition config`, `MIME message`, … */
    readonly name: string;
    readonly language: "yaml" | "json" | "bash" | "powershell" | "ini" | "xml" | "text";
}

/** A part of user data or vendor data, as the guest's first-boot program sees it. */
export interface PartView {
    /** E.g. `part 2`; empty if it is all of it. */
    readonly place: string;
    readonly kind: PartKind;
    /** Bytes. */
    readonly size: number;
    /** What identifies the part's bytes. */
    readonly digest: string;
    /**
     * What is safe to show of it: for cloud-config and Ignition configs the keys, and the values of those that hold no
     * secrets. Empty if nothing is.
     */
    readonly outline: string;
    /** All of it, or why it can't be shown as text. Undefined unless secrets were asked for. */
    readonly text: string | undefined;
    /** Why the guest can't read it; empty if it can. */
    readonly failure: string;
}

/** A file that the guest writes at first boot. */
export interface GuestFileView {
    /** Path in the guest. */
    readonly path: string;
    /** Bytes; undefined if it is only known in the guest. */
    readonly size: number | undefined;
    /** Octal, e.g. `0644`; empty if the guest's program decides. */
    readonly mode: string;
    /** Empty if the guest's program decides. */
    readonly owner: string;
    /** What declares it: `files`, `write_files`, `Ignition`. */
    readonly source: string;
    /** What identifies its content; for comparisons, and never shown. Undefined if it isn't known. */
    readonly digest?: string | undefined;
}

/** What the guest does with the drive. */
export interface GuestView {
    /** Host name, instance id, and all else in the metadata, in the order in which people look for it. */
    readonly facts: readonly Fact[];
    readonly keys: readonly KeyView[];
    /** Undefined if the user data and the vendor data declare none. */
    readonly logins?: readonly LoginView[] | undefined;
    readonly userData: readonly PartView[];
    readonly vendorData: readonly PartView[];
    /** Names of the packages that cloud-config installs. */
    readonly packages: readonly string[];
    /** Names of the users that the user data and the vendor data create. */
    readonly users: readonly string[];
    readonly files: readonly GuestFileView[];
    /** What isn't in the lists above, since they have limits or it could be a secret; e.g. `3 packages`. */
    readonly omitted?: readonly string[];
}

/** A file on the drive. */
export interface TreeFileView {
    readonly path: string;
    readonly kind: "file" | "directory" | "other";
    /** Bytes; 0 for what isn't a file. */
    readonly size: number;
    /** Hex SHA-256, for comparisons; empty for what isn't a file. */
    readonly sha256: string;
    /** Whether the digest can be shown: it can't if it would reveal a short secret, unless secrets were asked for. */
    readonly isDigestShown: boolean;
    /** Other paths with the same bytes, e.g. in other versions of the metadata; in the order of the tree. */
    readonly sameAs: readonly string[];
    /** How many more paths have the same bytes, since `sameAs` has a limit; undefined if none. */
    readonly sameAsOmitted?: number | undefined;
}

/** What a program in the guest does with the inputs of this drive. */
export interface ReaderView {
    /** E.g. `cloud-init`. */
    readonly name: string;
    /** Why it doesn't find the drive, or can't read it; empty if it does. */
    readonly obstacle: string;
    /** Whether the drive's content shows that it is meant for this reader. */
    readonly isMeant: boolean;
    /** Inputs that are on the drive and that it uses, with a remark, e.g. `the first 15 characters`; empty if none. */
    readonly takes: readonly { readonly input: string; readonly remark: string }[];
    /** Inputs that are on the drive and that it ignores. */
    readonly leaves: readonly { readonly input: string; readonly remark: string }[];
}

/** The image. */
export interface ImageView {
    readonly format: "iso9660" | "vfat";
    /** E.g. `vhd`; empty if the image isn't in a container. */
    readonly container: string;
    readonly label: string;
    readonly publisher: string;
    /** Bytes of the file. */
    readonly size: number;
    /** Hex SHA-256 of the file. */
    readonly sha256: string;
    /** As for a file in the tree. */
    readonly isDigestShown: boolean;
}

/** A drive as its users think of it. Its texts come from an image and are untrusted. */
export interface DriveView {
    /** The name of the file that was opened. */
    readonly name: string;
    /** Undefined if the inputs have problems that leave nothing to build. */
    readonly image: ImageView | undefined;
    readonly guest: GuestView;
    /** Undefined if the drive has no network data. */
    readonly network: NetworkView | undefined;
    /** The path that the metadata's `network_config` names, with which drives had a network before there was network data. */
    readonly networkConfig?: string | undefined;
    readonly tree: readonly TreeFileView[];
    readonly readers: readonly ReaderView[];
    readonly findings: readonly Finding[];
    /** Whether it is what is left of inputs that can't be built, without those that have problems. */
    readonly isRest?: boolean | undefined;
    /** Whether secrets were asked for. */
    readonly hasSecrets: boolean;
    /** What isn't in `tree` and `findings`, since they have limits; e.g. `3 paths`. Undefined if nothing is missing. */
    readonly omitted?: readonly string[] | undefined;
}
