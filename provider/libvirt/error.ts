import { ConfigDriveError, type ErrorCode } from "../errors.ts";
import { oneLine } from "../text/one-line.ts";

/** The peer broke the rules of the protocol. Never leaves this folder: the connection turns it into a `ConfigDriveError`. */
export class ProtocolError extends Error {
    public override readonly name: string = "ProtocolError";
}

/** A call was given up. The daemon may yet carry it out, or have done so. */
export class UnansweredCallError extends ConfigDriveError {}

/** The connection ended under a call. */
export class LostConnectionError extends ConfigDriveError {
    public override readonly name: string = "LostConnectionError";
    /** Whether the call had left: if so, the daemon may have carried it out. */
    public readonly sent: boolean;

    public constructor(code: ErrorCode, message: string, sent: boolean, options?: ErrorOptions) {
        super(code, message, options);
        this.sent = sent;
    }
}

/** libvirt's `virError` as it came over the wire. */
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

/** A call that libvirt refused, with all that it said about it, each text as one line of at most 2000 characters. */
export class LibvirtError extends Error implements WireError {
    public override readonly name: string = "LibvirtError";
    /** `virErrorNumber`. */
    public readonly code: number;
    /** `virErrorDomain`: the part of libvirt that complains. */
    public readonly domain: number;
    public readonly level: number;
    public readonly str1: string | undefined;
    public readonly str2: string | undefined;
    public readonly str3: string | undefined;
    /** The `errno` of a system error (code 38). */
    public readonly int1: number;
    public readonly int2: number;
    /** The procedure called, by its name in the table of procedures. */
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

/** A device that libvirt refused to plug into a running machine. */
export class HotplugError extends LibvirtError {
    public constructor(refusal: LibvirtError) {
        super(refusal.procedure, refusal);
    }
}

/** Throws a failure again, where it is a refusal as one to plug a device into a running machine. */
export const throwAsHotplug = (error: unknown): never => {
    throw error instanceof LibvirtError ? new HotplugError(error) : error;
};

const ENOSPC = 28;

/** The members of `virErrorNumber` that this program tells apart. */
export const ERROR_NUMBER = {
    INTERNAL_ERROR: 1,
    NO_SUPPORT: 3,
    INVALID_ARG: 8,
    OPERATION_FAILED: 9,
    XML_ERROR: 27,
    OPERATION_DENIED: 29,
    SYSTEM_ERROR: 38,
    RPC: 39,
    NO_DOMAIN: 42,
    AUTH_FAILED: 45,
    NO_STORAGE_POOL: 49,
    NO_STORAGE_VOL: 50,
    OPERATION_INVALID: 55,
    CONFIG_UNSUPPORTED: 67,
    OPERATION_TIMEOUT: 68,
    AUTH_CANCELLED: 79,
    NO_DOMAIN_SNAPSHOT: 72,
    OPERATION_UNSUPPORTED: 84,
    ACCESS_DENIED: 88,
    STORAGE_VOL_EXIST: 90,
    AUTH_UNAVAILABLE: 94,
    DEVICE_MISSING: 99,
} as const;

type ErrorName = keyof typeof ERROR_NUMBER;

const is = (error: unknown, name: ErrorName, text?: RegExp): error is LibvirtError =>
    error instanceof LibvirtError &&
    error.code === ERROR_NUMBER[name] &&
    (text === undefined || text.test(error.message));

// Texts below are those of an untranslated daemon. Where one is needed, the code alone would match unrelated failures:
// 1 (internal), 8 (argument), 9 (failed), 27 (XML) and 55 (invalid now) are each used all over libvirt.

/** No such domain. */
export const isNoDomain = (error: unknown): error is LibvirtError => is(error, "NO_DOMAIN");

/** No such snapshot of the domain. */
export const isNoDomainSnapshot = (error: unknown): error is LibvirtError => is(error, "NO_DOMAIN_SNAPSHOT");

/** No such storage pool. */
export const isNoStoragePool = (error: unknown): error is LibvirtError => is(error, "NO_STORAGE_POOL");

/** No such storage volume, or it was removed behind libvirt's back. */
export const isNoStorageVolume = (error: unknown): error is LibvirtError => is(error, "NO_STORAGE_VOL");

/** A volume of that name is in the pool, or (code 55) a file that the pool has not seen yet is where it would go. */
export const isVolumeExists = (error: unknown): error is LibvirtError =>
    is(error, "STORAGE_VOL_EXIST") || is(error, "OPERATION_INVALID", /target path .* already exists/);

/** The domain has no such device. An update names it by codes 8 (definition) and 1 (running guest), a detach by 99. */
export const isDeviceMissing = (error: unknown): error is LibvirtError =>
    is(error, "DEVICE_MISSING") ||
    is(error, "INVALID_ARG", /target .* doesn't exist/) ||
    is(error, "INTERNAL_ERROR", /disk '.*' not found|no device found with alias/);

/**
 * QEMU (whose texts are never translated) says the tray is shut: libvirt 9.0 after a hot-attach of a scsi cdrom,
 * or a swap within the first 50 ms of a guest's life.
 */
export const isTrayNotOpen = (error: unknown): error is LibvirtError =>
    is(error, "INTERNAL_ERROR", /Tray of (?:the device|device '.*') is not open/);

/** The guest holds the tray shut: libvirt waited five seconds for it. */
export const isTrayLocked = (error: unknown): error is LibvirtError =>
    is(error, "OPERATION_FAILED", /timed out waiting to open tray/);

/** QEMU says that the drive has no medium to take out: usb cdroms, and libvirt 9.0's hot-attached scsi ones. */
export const isMediumNotRemovable = (error: unknown): error is LibvirtError =>
    is(error, "INTERNAL_ERROR", /Device '.*' is not removable/);

/** The call does not fit the state that its object is in. Very general: see the more specific predicates. */
export const isOperationInvalid = (error: unknown): error is LibvirtError => is(error, "OPERATION_INVALID");

/** The target (`sda`) is taken: code 55 for a cdrom in the definition, 27 for a disk. */
export const isTargetExists = (error: unknown): error is LibvirtError =>
    is(error, "OPERATION_INVALID", /target \S+ already exists/) || is(error, "XML_ERROR", /target '.*' duplicated/);

/** The pool is building a volume, so that it can be neither refreshed nor stopped. It passes. */
export const isPoolBusy = (error: unknown): error is LibvirtError =>
    is(error, "INTERNAL_ERROR", /pool '.*' has asynchronous jobs running/);

/** The volume is being built or read: a delete or resize passes later. */
export const isVolumeBusy = (error: unknown): error is LibvirtError =>
    is(error, "OPERATION_INVALID", /volume '.*' is still (in use|being allocated)/);

/** Another call held the domain for 30 seconds. It passes. */
export const isStateLocked = (error: unknown): error is LibvirtError => is(error, "OPERATION_TIMEOUT");

/** The domain does not run, but the call is for running ones. */
export const isDomainNotRunning = (error: unknown): error is LibvirtError =>
    is(error, "OPERATION_INVALID", /domain is not running/);

/** The pool is not started. */
export const isPoolInactive = (error: unknown): error is LibvirtError =>
    is(error, "OPERATION_INVALID", /pool '.*' is not active/);

/**
 * This device can't come while the guest runs. libvirt says so by 84 or 67, with which it also refuses definitions and
 * starts, QEMU through an internal error about the bus, the missing controller or the full PCI topology.
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
export const isNoSpace = (error: unknown): error is LibvirtError => is(error, "SYSTEM_ERROR") && error.int1 === ENOSPC;

/** The daemon knows the caller and forbids it: polkit's access rules, or a read-only connection. */
export const isAccessDenied = (error: unknown): error is LibvirtError => is(error, "ACCESS_DENIED");

/** The connection is one that may only look: that of the socket for readers. */
export const isReadOnly = (error: unknown): error is LibvirtError => is(error, "OPERATION_DENIED", /read only/);

/** The daemon did not accept who the caller is. */
export const isAuthenticationFailed = (error: unknown): error is LibvirtError =>
    is(error, "AUTH_FAILED") || is(error, "AUTH_CANCELLED") || is(error, "AUTH_UNAVAILABLE");

/** The driver behind the connection lacks this call. */
export const isUnsupportedCall = (error: unknown): error is LibvirtError => is(error, "NO_SUPPORT");
