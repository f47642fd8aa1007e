import { getSystemErrorMessage } from "node:util";

/** An operation that can't be done although the system reported no error. The message says it all. */
export class Failure extends Error {
    public override readonly name: string = "Failure";
}

/** Whether an error is the system's answer to a call, e.g. that a file doesn't exist. */
export const isSystemError = (error: unknown): error is NodeJS.ErrnoException =>
    error instanceof Error && "syscall" in error && "code" in error;

/** The system's answer in its own words, without Node's: `no such file or directory`. */
export const reasonOf = ({ errno, code }: NodeJS.ErrnoException): string =>
    errno === undefined ? `the system refused it (${code})` : getSystemErrorMessage(errno);

/** An error of an operation as this package's own message, e.g. `read drive.iso: permission denied.` */
export const failed = (doing: string, error: unknown): unknown =>
    isSystemError(error) ? new Failure(`${doing}: ${reasonOf(error)}.`) : error;

/** Runs an operation. What the system refuses is a `Failure` that says what was being done. */
export const attempt = async <Result>(doing: string, run: () => Promise<Result>): Promise<Result> => {
    try {
        return await run();
    } catch (error) {
        throw failed(doing, error);
    }
};
