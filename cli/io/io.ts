import type { Environment } from "../../provider/libvirt/client.ts";

/**
 * 0: fine. 1: problems in the inputs, the image or the host. 2: wrong usage, or files that can't be read or written.
 */
export type ExitCode = 0 | 1 | 2;

/** A command's access to the outside world, besides files. */
export interface Io {
    readonly readStandardInput: () => Promise<Uint8Array>;
    /** Writes to standard output unchanged. A command that prints much awaits the promise, if any. */
    readonly print: (output: string | Uint8Array) => void | Promise<void>;
    /** Writes one line to standard error. */
    readonly complain: (line: string) => void;
    /** How to reach the libvirt daemon unless a command says so. */
    readonly environment: Environment;
    /** Milliseconds since an arbitrary moment. */
    readonly now: () => number;
    /** Aborted when the user interrupts. The command then undoes what it started. */
    readonly signal: AbortSignal;
}
