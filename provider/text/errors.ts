import { oneLine } from "./one-line.ts";

/** Failures outside the program's own inputs: a closed set, so that callers can switch on it. */
export type ErrorCode =
    | "aborted"
    | "boot-order"
    | "bus-full"
    | "connect-failed"
    | "domain-not-found"
    | "domain-transient"
    | "drive-conflict"
    | "file-changed"
    | "guest-failed"
    | "guest-timeout"
    | "guest-unreachable"
    | "host-failed"
    | "hotplug-unsupported"
    | "nic-missing"
    | "not-importable"
    | "pool-inactive"
    | "pool-not-found"
    | "pool-unsupported"
    | "timed-out"
    | "tray-locked"
    | "unsupported-uri"
    | "verify-failed"
    | "volume-conflict";

/** Errors after which nothing is known of the host, and no further question makes sense. */
export const CONNECTION_ERRORS: readonly ErrorCode[] = ["aborted", "connect-failed", "timed-out", "unsupported-uri"];

/** Room for a peer's longest text (see `oneLine`) and for what the message adds. */
const MAX_CHARACTERS = 4000;

/**
 * A failure outside the program: in a host, a pool, a domain or an image. Its message reads
 * `<doing> <object>: <what happened>. <what to do>` and never contains a secret.
 *
 * @example
 * throw new ConfigDriveError("pool-inactive", 'use pool "default": it is defined but not active. Start it and run again.');
 */
export class ConfigDriveError extends Error {
    public override readonly name: string = "ConfigDriveError";
    public readonly code: ErrorCode;

    public constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
        // It may quote a peer, which can send any text of any length.
        super(oneLine(message, MAX_CHARACTERS), options);
        this.code = code;
    }
}
