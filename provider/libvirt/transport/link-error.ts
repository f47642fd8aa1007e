/** Why a link couldn't be made, or broke: what happened, and what to do. Whoever catches it says what was being done. */
export class LinkError extends Error {
    public override readonly name: string = "LinkError";
}

/** Whether an error is the system's of that name. */
export const isErrno = (error: unknown, code: string): error is NodeJS.ErrnoException =>
    error instanceof Error && "code" in error && error.code === code;

/** The text of an error of the system. One that gathers the failures of several addresses has none of its own. */
export const reasonOf = (error: unknown): string => {
    if (error instanceof AggregateError && error.message === "") {
        return error.errors.map(reasonOf).join("; ");
    }
    return error instanceof Error ? error.message : String(error);
};
