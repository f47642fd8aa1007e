import { oneLine } from "./text/one-line.ts";

/** What can go wrong outside the program's own inputs; a closed set, so that callers can switch on it. */
export type ErrorCode =
    | "aborted"
    | "bus-full"
    | "connect-failed"
    | "domain-not-found"
    | "domain-transient"
    | "drive-conflict"
    | "host-failed"
    | "hotplug-unsupported"
    | "nic-missing"
    | "pool-inactive"
    | "pool-not-found"
    | "pool-unsupported"
    | "timed-out"
    | "tray-locked"
    | "unsupported-uri"
    | "verify-failed"
    | "volume-conflict";

/** A peer's text of the most that counts, with what is said about it. */
const MAX_CHARACTERS = 4000;

/**
 * A failure of the world: a host, a pool, a domain, an image. Its message reads
 * `<doing> <object>: <what happened>. <what to do>` and never holds a secret.
 *
 * @example
 * throw new ConfigDriveError("pool-not-found", 'store volume "web-1.iso": no pool "defualt". Pools there: default.');
 */
export class ConfigDriveError extends Error {
    public override readonly name: string = "ConfigDriveError";
    public readonly code: ErrorCode;

    public constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
        // It may quote a peer, which may say anything at any length.
        super(oneLine(message, MAX_CHARACTERS), options);
        this.code = code;
    }
}
