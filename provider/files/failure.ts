/** An operation that can't be done although the system reported no error. The message says it all. */
export class Failure extends Error {
    public override readonly name: string = "Failure";
}

/** Whether an error is the system's answer to a call, e.g. that a file doesn't exist. */
export const isSystemError = (error: unknown): error is NodeJS.ErrnoException =>
    error instanceof Error && "syscall" in error && "code" in error;
