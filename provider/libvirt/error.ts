import { ConfigDriveError, type ErrorCode } from "../text/errors.ts";
import { oneLine } from "../text/one-line.ts";

/** The peer violated the protocol. Never leaves this folder: the connection turns it into a `ConfigDriveError`. */
export class ProtocolError extends Error {
    public override readonly name: string = "ProtocolError";
}

/** A call was abandoned. The daemon may still carry it out, or may have done so. */
export class UnansweredCallError extends ConfigDriveError {}

/** The connection ended during a call. */
export class LostConnectionError extends ConfigDriveError {
    public override readonly name: string = "LostConnectionError";
    /** Whether the call was sent. If so, the daemon may have carried it out. */
    public readonly sent: boolean;

    public constructor(code: ErrorCode, message: string, sent: boolean, options?: ErrorOptions) {
        super(code, message, options);
        this.sent = sent;
    }
}

/** libvirt's `virError` as received. */
export interface WireError {
    readonly code: number;
    readonly domain: number;
    readonly message: string;
    readonly level: number;
    readonly str1: string | undefined;
    readonly str2: string | undefined;
    readonly str3: string | undefined;
    readonly int1: number;
    readonly int2: number;
}

/** A call that libvirt refused, with every detail it sent. Each text is one line of at most 2000 characters. */
export class LibvirtError extends Error implements WireError {
    public override readonly name: string = "LibvirtError";
    /** `virErrorNumber`. */
    public readonly code: number;
    /** `virErrorDomain`: the part of libvirt that reports the error. */
    public readonly domain: number;
    public readonly level: number;
    public readonly str1: string | undefined;
    public readonly str2: string | undefined;
    public readonly str3: string | undefined;
    /** The `errno` of a system error (code 38). */
    public readonly int1: number;
    public readonly int2: number;
    /** The name of the procedure. */
    public readonly procedure: string;

    public constructor(procedure: string, wire: WireError) {
        super(oneLine(wire.message));
        this.procedure = procedure;
        this.code = wire.code;
        this.domain = wire.domain;
        this.level = wire.level;
        this.str1 = wire.str1 && oneLine(wire.str1);
        this.str2 = wire.str2 && oneLine(wire.str2);
        this.str3 = wire.str3 && oneLine(wire.str3);
        this.int1 = wire.int1;
        this.int2 = wire.int2;
    }
}

/** libvirt refused to plug a device into a running machine. */
export class HotplugError extends LibvirtError {
    public constructor(refusal: LibvirtError) {
        super(refusal.procedure, refusal);
    }
}

/** Rethrows a failure; one that libvirt reported becomes a `HotplugError`. */
export const throwAsHotplug = (error: unknown): never => {
    throw error instanceof LibvirtError ? new HotplugError(error) : error;
};

/** Numbers of `errno` on Linux, where libvirt's storage pools are. */
const ERRNO = { ENOENT: 2, EEXIST: 17, ENOSPC: 28, ELOOP: 40 } as const;

/** The members of `virErrorNumber` that this package distinguishes. */
export const ERROR_NUMBER = {
    INTERNAL_ERROR: 1,
    NO_SUPPORT: 3,
    INVALID_ARG: 8,
    OPERATION_FAILED: 9,
    OPERATION_DENIED: 29,
    SYSTEM_ERROR: 38,
    NO_DOMAIN: 42,
    AUTH_FAILED: 45,
    NO_STORAGE_POOL: 49,
    NO_STORAGE_VOL: 50,
    OPERATION_INVALID: 55,
    CONFIG_UNSUPPORTED: 67,
    OPERATION_TIMEOUT: 68,
    AUTH_CANCELLED: 79,
    NO_DOMAIN_SNAPSHOT: 72,
    ARGUMENT_UNSUPPORTED: 74,
    OPERATION_UNSUPPORTED: 84,
    AGENT_UNRESPONSIVE: 86,
    ACCESS_DENIED: 88,
    STORAGE_VOL_EXIST: 90,
    AUTH_UNAVAILABLE: 94,
    DEVICE_MISSING: 99,
    AGENT_COMMAND_TIMEOUT: 112,
    AGENT_COMMAND_FAILED: 113,
} as const;

type ErrorName = keyof typeof ERROR_NUMBER;

const is = (error: unknown, name: ErrorName, text?: RegExp): error is LibvirtError =>
    error instanceof LibvirtError &&
    error.code === ERROR_NUMBER[name] &&
    (text === undefined || text.test(error.message));

// The texts below are those of an untranslated daemon. They are checked where the code alone would match unrelated
// failures: libvirt uses 1 (internal), 8 (argument), 9 (failed) and 55 (invalid now) for many of them.

/**
 * The guest's agent can't answer now: it isn't connected, it was too slow, another program's command occupies it (for 30
 * seconds), or the machine doesn't run. libvirt before 11.2 reports a slow command like an agent that is away.
 */
export const isAgentAway = (error: unknown): error is LibvirtError =>
    is(error, "AGENT_UNRESPONSIVE") ||
    is(error, "AGENT_COMMAND_TIMEOUT") ||
    is(error, "OPERATION_TIMEOUT") ||
    is(error, "OPERATION_INVALID");

/** The running domain has no channel for an agent. */
export const isAgentMissing = (error: unknown): error is LibvirtError => is(error, "ARGUMENT_UNSUPPORTED");

/** The guest's agent reports that a command failed. The text ends with the agent's own. libvirt before 11.2: code 1. */
export const isAgentRefusal = (error: unknown): error is LibvirtError =>
    is(error, "AGENT_COMMAND_FAILED") || is(error, "INTERNAL_ERROR", /unable to execute QEMU agent command/);

/** Somebody else reads the console: libvirt lets in one, and locks the terminal against other programs. */
export const isConsoleTaken = (error: unknown): error is LibvirtError =>
    is(error, "OPERATION_FAILED", /console session exists|is locked by lock file/);

/** The machine has no console, or libvirt can't open one of its kind. */
export const isNoTerminal = (error: unknown): error is LibvirtError =>
    is(error, "INTERNAL_ERROR", /is not using a PTY|cannot find (character|console) device/);

/** The domain doesn't exist. */
export const isNoDomain = (error: unknown): error is LibvirtError => is(error, "NO_DOMAIN");

/** The domain doesn't have this snapshot. */
export const isNoDomainSnapshot = (error: unknown): error is LibvirtError => is(error, "NO_DOMAIN_SNAPSHOT");

/** The storage pool doesn't exist. */
export const isNoStoragePool = (error: unknown): error is LibvirtError => is(error, "NO_STORAGE_POOL");

/** The storage volume doesn't exist, or was removed behind libvirt's back. */
export const isNoStorageVolume = (error: unknown): error is LibvirtError => is(error, "NO_STORAGE_VOL");

/**
 * The pool has a volume of this name. Or something is at the volume's path that the pool hasn't noticed or can't use:
 * code 55, for a dangling link 38.
 */
export const isVolumeExists = (error: unknown): error is LibvirtError =>
    is(error, "STORAGE_VOL_EXIST") ||
    is(error, "OPERATION_INVALID", /target path .* already exists/) ||
    (is(error, "SYSTEM_ERROR") && error.int1 === ERRNO.EEXIST);

/** A pipe, a socket, a device or a dangling link has replaced the volume's file behind libvirt's back. */
export const isNoLongerFile = (error: unknown): error is LibvirtError =>
    is(error, "INTERNAL_ERROR", /is a (FIFO|socket)$|unexpected storage mode for/) ||
    (is(error, "SYSTEM_ERROR", /cannot open volume/) && (error.int1 === ERRNO.ENOENT || error.int1 === ERRNO.ELOOP));

/** The domain doesn't have this device. Updates report code 8 (definition) or 1 (running guest), detaches 99. */
export const isDeviceMissing = (error: unknown): error is LibvirtError =>
    is(error, "DEVICE_MISSING") ||
    is(error, "INVALID_ARG", /target .* doesn't exist/) ||
    is(error, "INTERNAL_ERROR", /disk '.*' not found|no device found with alias/);

/**
 * QEMU, whose texts are never translated, reports a closed tray: with libvirt 9.0 after a hot-attach of a scsi cdrom,
 * or after a medium change within the first 50 ms of a guest's life.
 */
export const isTrayNotOpen = (error: unknown): error is LibvirtError =>
    is(error, "INTERNAL_ERROR", /Tray of (?:the device|device '.*') is not open/);

/** The guest keeps the tray locked. libvirt waited five seconds for it. */
export const isTrayLocked = (error: unknown): error is LibvirtError =>
    is(error, "OPERATION_FAILED", /timed out waiting to open tray/);

/** QEMU reports that the drive's medium isn't removable: usb cdroms, and scsi cdroms that libvirt 9.0 hot-attached. */
export const isMediumNotRemovable = (error: unknown): error is LibvirtError =>
    is(error, "INTERNAL_ERROR", /Device '.*' is not removable/);

/** An argument means nothing to this object, e.g. a target that no disk of the machine has. Very general, too. */
export const isInvalidArgument = (error: unknown): error is LibvirtError => is(error, "INVALID_ARG");

/** The object's state doesn't allow the call. Very general; the other predicates are more specific. */
export const isOperationInvalid = (error: unknown): error is LibvirtError => is(error, "OPERATION_INVALID");

/** The pool is building a volume, so it can be neither refreshed nor stopped. Temporary. */
export const isPoolBusy = (error: unknown): error is LibvirtError =>
    is(error, "INTERNAL_ERROR", /pool '.*' has asynchronous jobs running/);

/** Another call builds or opens the volume, so it can be neither read, written nor deleted. Temporary. */
export const isVolumeBusy = (error: unknown): error is LibvirtError =>
    is(error, "OPERATION_INVALID", /volume '.*' is still (in use|being allocated)/);

/** Another call held the domain for 30 seconds. Temporary. */
export const isStateLocked = (error: unknown): error is LibvirtError => is(error, "OPERATION_TIMEOUT");

/** The pool isn't started. */
export const isPoolInactive = (error: unknown): error is LibvirtError =>
    is(error, "OPERATION_INVALID", /pool '.*' is not active/);

/** QEMU already asked the guest to release the device, and the guest hasn't answered. */
export const isUnplugPending = (error: unknown): error is LibvirtError =>
    is(error, "INTERNAL_ERROR", /already in the process of unplug/);

/**
 * The device can't be plugged in while the guest runs. libvirt reports 84 or 67, which it also reports for definitions
 * and starts. QEMU reports an internal error about the bus, a missing controller or a full PCI topology.
 */
export const isHotplugUnsupported = (error: unknown): error is HotplugError =>
    error instanceof HotplugError &&
    (is(error, "OPERATION_UNSUPPORTED") ||
        is(error, "CONFIG_UNSUPPORTED") ||
        is(
            error,
            "INTERNAL_ERROR",
            /does not support hotplugging|Could not find .* controller|No more available PCI slots/,
        ));

/** The pool's disk is full, or more bytes were sent than announced. */
export const isNoSpace = (error: unknown): error is LibvirtError =>
    is(error, "SYSTEM_ERROR") && error.int1 === ERRNO.ENOSPC;

/** The daemon knows the caller and denies the call: polkit's access rules, or a read-only connection. */
export const isAccessDenied = (error: unknown): error is LibvirtError => is(error, "ACCESS_DENIED");

/** The connection is read-only: it uses the socket for readers. */
export const isReadOnly = (error: unknown): error is LibvirtError => is(error, "OPERATION_DENIED", /read only/);

/** The daemon didn't accept the caller's identity. */
export const isAuthenticationFailed = (error: unknown): error is LibvirtError =>
    is(error, "AUTH_FAILED") || is(error, "AUTH_CANCELLED") || is(error, "AUTH_UNAVAILABLE");

/** The driver behind the connection lacks this call. */
export const isUnsupportedCall = (error: unknown): error is LibvirtError => is(error, "NO_SUPPORT");

/**
 * The result of a look-up, or undefined if libvirt reports that the object doesn't exist. Throws any other failure.
 *
 * @param isMissing The predicate above that recognises this report.
 */
export const ifThere = async <T>(
    lookUp: Promise<T>,
    isMissing: (error: unknown) => boolean,
): Promise<T | undefined> => {
    try {
        return await lookUp;
    } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
    }
};
