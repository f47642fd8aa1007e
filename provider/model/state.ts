import { hasBooted, type SeenGuest, type WaitForGuest } from "./guest.ts";
import type {
    Bus,
    Cache,
    DriveDevice,
    Inputs,
    OnChange,
    PlacementInputs,
    StartupPolicy,
    Timeouts,
    Verify,
} from "./inputs.ts";

/** A file on the drive that contains no secret. */
export interface PlainFile {
    /** Bytes of the file. @integer */
    readonly size: number;
    /** Hex SHA-256. */
    readonly sha256: string;
}

/** A file on the drive that contains a secret. No size: it would reveal the length of a password. */
export interface SecretFile {
    /** Hex HMAC, keyed with the random seed. It shows that the file changed, and nothing about its content. */
    readonly hmacSha256: string;
}

/** What a preview shows of a file on the drive. */
export type PlannedFile = PlainFile | SecretFile;

/**
 * What `check` derives from the inputs and adds to them, so that a preview shows it. `create` and `update` return
 * exactly these values.
 */
export interface Planned {
    /** Hex SHA-256 of the image, as `DriveImage` has it; keyed with the random seed if a drive without metadata contains secrets. */
    readonly imageDigest: string;
    /** Bytes of the image. */
    readonly imageSize: number;
    /** Name of the image's volume. */
    readonly volume: string;
    /**
     * The files, by path. Of the metadata versions only `latest`, no file that is the same on every drive, and files
     * with secrets only if the random seed can key their digests. Never absent: programs read its keys.
     */
    readonly contents: Readonly<Record<string, PlannedFile>>;
    /** `uuid` as on the drive: cloud-init uses it as the instance id. */
    readonly instanceId: string;
    /**
     * How the drive should be: `attached` or `ejected` in a domain, or `stored` as a volume only. A run adds if that
     * waits for the next start; `read` describes drift here.
     */
    readonly drive: string;
}

const AT_NEXT_START = " at the next start";

/** `drive` while a running machine has the drive as declared only from its next start on. */
export const atNextStart = (drive: string): string => drive + AT_NEXT_START;

/** `drive` of `ejectAfterBoot` once the guest has booted: declared as attached, and taken out. */
export const EJECTED_AFTER_BOOT = "ejected after the first boot";

/** The same, without `keepImage`: the volume doesn't exist any more. */
export const IMAGE_DELETED: string = `${EJECTED_AFTER_BOOT}, image deleted`;

/** `drive` as declared, without when it will be so, and without what became of it after the first boot. */
export const declaredDrive = (drive: string): string => {
    if (drive.startsWith(EJECTED_AFTER_BOOT)) return "attached";
    return drive.endsWith(AT_NEXT_START) ? drive.slice(0, -AT_NEXT_START.length) : drive;
};

/** Whether `drive` says that something is wrong. */
export const isDrift = (drive: string): boolean => !["attached", "ejected", "stored"].includes(declaredDrive(drive));

/** Inputs as `check` returns them, without values that equal their default. */
export interface CheckedInputs extends Inputs, Planned {
    readonly pool: string;
    /**
     * The version of this package that checked these inputs without a warning; absent after a warning and in older
     * states. Pulumi doesn't show keys that start with two underscores.
     */
    readonly __checkedBy?: string;
}

/** Values that have a default, in inputs or in a state. */
export interface Defaulted {
    readonly fixedVolume: boolean;
    readonly device: DriveDevice;
    readonly bus: Bus;
    readonly startupPolicy: StartupPolicy;
    readonly cache: Cache;
    readonly ejected: boolean;
    readonly onChange: OnChange;
    readonly startDomain: boolean;
    readonly waitForGuest: boolean | WaitForGuest;
    readonly ejectAfterBoot: boolean;
    readonly keepImage: boolean;
    readonly verify: Verify;
    /** Hash of the values whose change causes an update; empty if none are declared. */
    readonly triggers: string;
    readonly timeouts: Timeouts;
    /** Keys of earlier volumes that a domain may still refer to. They are deleted once none does. */
    readonly retiredVolumes: readonly string[];
}

/**
 * What is known about a drive between runs: what identifies it, and none of its secrets. It includes the connection's
 * password, because `delete` gets nothing else. `state-record.ts` defines its form in the stack's state.
 */
export interface State extends Planned, Omit<PlacementInputs, keyof Defaulted>, Defaulted {
    readonly pool: string;
    /** libvirt's key of the volume. */
    readonly volumeKey: string;
    /** Where the host keeps the volume. */
    readonly volumePath: string;
    /** Number of bytes stored: the used part of the image. Absent unless `verify` is `content`. */
    readonly storedSize?: number;
    /** Hex SHA-256 of these bytes. Encrypted in the state, since unlike `imageDigest` it may help to guess a secret. */
    readonly storedDigest?: string;
    /** `<key>;<uuid>`, for `libvirt.Domain.cloudinit`. */
    readonly cloudinitId: string;
    /** User alias of the drive, which identifies it in every definition of the domain. */
    readonly alias: string;
    /** Bus of the drive in the domain; empty for a volume only. */
    readonly attachedBus: string;
    /** Target of the drive in the domain, e.g. `sda`; empty for a volume only. */
    readonly attachedTarget: string;
    /** Target of the tray that the domain declares and the drive is in: the drive leaves it there, empty. */
    readonly declaredTray?: string;
    /** UUID of the domain that was started for `startDomain`, if it is declared by its name: another can get the name. */
    readonly startedDomain?: string;
    /** What was seen of the guest's first boot with this instance id; absent if nothing looked. */
    readonly guest?: SeenGuest;
    /** The `<disk>` element in the domain; for a volume only, a suggested one. */
    readonly diskXml: string;
}

/** Whether the medium is to be out because the guest has booted. */
export const isTakenOut = ({ ejectAfterBoot, guest }: Pick<State, "ejectAfterBoot" | "guest">): boolean =>
    ejectAfterBoot && hasBooted(guest);
