/** Why a link failed or broke: what happened, and what to do. The catcher adds what was being done. */
export class LinkError extends Error {
    public override readonly name: string = "LinkError";
}

/** Whether an error is the system error of this code. */
export const isErrno = (error: unknown, code: string): error is NodeJS.ErrnoException =>
    error instanceof Error && "code" in error && error.code === code;

/** The text of a system error. One that collects the failures of several addresses has no text itself. */
export const reasonOf = (error: unknown): string => {
    if (error instanceof AggregateError && error.message === "") return error.errors.map(reasonOf).join("; ");
    return error instanceof Error ? error.message : String(error);
};
