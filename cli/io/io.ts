import type { Environment } from "../../provider/libvirt/client.ts";

/**
 * 0: fine. 1: problems in the inputs, the image, the host or the guest. 2: wrong usage, or files that can't be read or
 * written. 3: the end of a guest's first boot wasn't seen.
 */
export type ExitCode = 0 | 1 | 2 | 3;

/** A command's access to the outside world, besides files. */
export interface Io {
    /** The descriptor of standard input if it is a regular file, which can be read in any order. */
    readonly standardInputFile?: number | undefined;
    /** Reads standard input to its end. Rejects more than that many bytes. */
    readonly readStandardInput: (most: number) => Promise<Uint8Array>;
    /** Writes to standard output unchanged. A command that prints much awaits the promise, if any. */
    readonly print: (output: string | Uint8Array) => void | Promise<void>;
    /** Writes one line to standard error. */
    readonly complain: (line: string) => void;
    /** Shows how far a long operation is, in place of what was shown before; undefined unless a terminal can show it. */
    readonly showProgress?: ((text: string) => void) | undefined;
    /** How to reach the libvirt daemon unless a command says so. */
    readonly environment: Environment;
    /** Milliseconds since an arbitrary moment. */
    readonly now: () => number;
    /** Aborted when the user interrupts. The command then undoes what it started. */
    readonly signal: AbortSignal;
}
