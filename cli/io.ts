import type { Environment } from "../provider/libvirt/client.ts";

/** 0: fine. 1: problems in the inputs or in the image. 2: wrong usage, or files that can't be read or written. */
export type ExitCode = 0 | 1 | 2;

/** What a command has of the outside world besides files. */
export interface Io {
    readonly readStandardInput: () => Promise<Uint8Array>;
    /** Writes to standard output as it is. The promise, if any, is for those who print much: go on when it resolves. */
    readonly print: (output: string | Uint8Array) => void | Promise<void>;
    /** Writes one line to standard error. */
    readonly complain: (line: string) => void;
    /** Where a libvirt daemon is, and what is needed to reach it, unless a command says so. */
    readonly environment: Environment;
    /** Milliseconds since some moment. */
    readonly now: () => number;
    /** Aborted when the user interrupts; what was begun is then taken back. */
    readonly signal: AbortSignal;
}

/** What ends a command with exit code 2 although the system has no error for it. */
export class Failure extends Error {
    public override readonly name: string = "Failure";
}

/** Whether an error is the system's answer to something that a command asked for. */
export const isSystemError = (error: unknown): error is NodeJS.ErrnoException =>
    error instanceof Error && "syscall" in error && "code" in error;
