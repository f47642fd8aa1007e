import type { Bus, DriveDevice, Inputs, OnChange, PlacementInputs, StartupPolicy, Timeouts, Verify } from "./inputs.ts";

/** Size and digest of one file of the drive that holds no secret. */
export interface PlannedFile {
    readonly size: number;
    /** Hex SHA-256. */
    readonly sha256: string;
}

/**
 * What `check` works out from the inputs and adds to them, so that a preview already knows it.
 * `create` and `update` return the very same values.
 */
export interface Planned {
    /** Hex SHA-256 of the image; keyed with the random seed for a drive without metadata that holds secrets. */
    readonly imageDigest: string;
    /** Bytes of the image. */
    readonly imageSize: number;
    /** Name of the volume that holds the image. */
    readonly volume: string;
    /** Files on the drive that hold no secret, by path; of the metadata versions only `latest`, and none that is the same on every drive. */
    readonly contents: Readonly<Record<string, PlannedFile>>;
    /** `uuid` as it stands on the drive: what cloud-init takes for the instance id. */
    readonly instanceId: string;
    /** How the drive should be: `attached` to a domain, or `stored` as a volume only. `read` puts drift here in words. */
    readonly drive: string;
}

/** Inputs as `check` returns them: what is plainly the default is left out. */
export interface CheckedInputs extends Inputs, Planned {
    readonly pool: string;
    /** Version of this package that had nothing to say of these inputs; absent where it warned of something, and in states of older versions. */
    readonly checkedBy?: string;
}

/** What has a default, in inputs or in a state. */
export interface Defaulted {
    readonly device: DriveDevice;
    readonly bus: Bus;
    readonly startupPolicy: StartupPolicy;
    readonly ejected: boolean;
    readonly onChange: OnChange;
    readonly startDomain: boolean;
    readonly verify: Verify;
    readonly timeouts: Timeouts;
    /** Index of the virtio-scsi controller that was added for the drive; -1 for none. */
    readonly addedController: number;
    /** Keys of earlier volumes that a domain may still refer to. They go as soon as none does. */
    readonly retiredVolumes: readonly string[];
}

/**
 * What is known of a drive between runs: what finds it again, and nothing of its secrets. The connection's password is
 * there, for a delete is given nothing else. `record.ts` says how it lies in the stack's state.
 */
export interface State extends Planned, Omit<PlacementInputs, keyof Defaulted>, Defaulted {
    readonly pool: string;
    /** libvirt's key of the volume. */
    readonly volumeKey: string;
    /** Where the host keeps the volume. */
    readonly volumePath: string;
    /** Bytes that were stored: the image up to the end of what is used of it. Absent unless `verify` is `content`. */
    readonly storedSize?: number;
    /** Hex SHA-256 of these bytes; the state keeps it encrypted, since unlike `imageDigest` it may help to guess a secret. */
    readonly storedDigest?: string;
    /** `<key>;<uuid>`: what `libvirt.Domain.cloudinit` takes. */
    readonly cloudinitId: string;
    /** User alias of the drive; marks it as ours in every definition of the domain. */
    readonly alias: string;
    /** Bus of the drive in the domain; empty when the drive is a volume only. */
    readonly attachedBus: string;
    /** Target of the drive in the domain, as in `sda`; empty when the drive is a volume only. */
    readonly attachedTarget: string;
    /** The `<disk>` element as the domain has it, or as one would write it for a volume only. */
    readonly diskXml: string;
}
