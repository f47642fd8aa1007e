import type { Timeouts } from "../model/inputs.ts";
import { toMilliseconds } from "../model/timeouts.ts";
import { ConfigDriveError } from "../text/errors.ts";
import { virsh } from "../text/shell-word.ts";

/** Whether an error, or one of its causes, is a fired signal. */
const isAborted = (error: unknown): boolean => {
    if (!(error instanceof Error)) return false;
    if (error.name === "AbortError" || error.name === "TimeoutError") return true;
    return (error instanceof ConfigDriveError && error.code === "aborted") || isAborted(error.cause);
};

/** How long an operation may take. */
export interface Limit {
    readonly seconds: number;
    /** The key of `timeouts` that sets it. */
    readonly kind: keyof Timeouts;
    /** The host that the operation works on. */
    readonly uri: string;
}

/** How to allow more time. `read` and `delete` only know the `timeouts` in the state. */
const raise = (kind: keyof Timeouts): string =>
    kind === "create" || kind === "update"
        ? `raise timeouts.${kind}`
        : `raise timeouts.${kind}, which takes effect only after a pulumi up`;

/**
 * Runs operations under deadlines, and ends them cleanly when the process has to stop: the engine sends SIGINT when it
 * is done or was interrupted, and kills the process five seconds later.
 */
export class Operations {
    readonly #stop = new AbortController();
    #cancel = new AbortController();
    #running = 0;
    #listening = false;

    /**
     * Runs one operation. Its signal fires at the deadline or when the process has to stop; `interruption` only then,
     * for a wait with a deadline of its own.
     */
    public async run<T>(
        doing: string,
        limit: Limit,
        work: (signal: AbortSignal, interruption: AbortSignal) => Promise<T>,
    ): Promise<T> {
        this.#listen();
        const { seconds, kind, uri } = limit;
        const deadline = AbortSignal.timeout(toMilliseconds(seconds));
        const interruption = AbortSignal.any([this.#stop.signal, this.#cancel.signal]);
        this.#running++;
        try {
            return await work(AbortSignal.any([deadline, interruption]), interruption);
        } catch (error) {
            if (interruption.aborted && isAborted(error)) {
                throw new ConfigDriveError("aborted", `${doing}: interrupted. Run again to resume.`, {
                    cause: error,
                });
            }
            if (!deadline.aborted || !isAborted(error)) throw error;
            throw new ConfigDriveError(
                "timed-out",
                `${doing}: not finished within ${seconds} s. Check that the host responds (${virsh(uri, "list")}) and run again, or ${raise(kind)}.`,
                { cause: error },
            );
        } finally {
            this.#running--;
            this.#exitWhenIdle();
        }
    }

    /** Ends the operations that are running; later ones run as usual. */
    public interrupt(): void {
        this.#cancel.abort();
        this.#cancel = new AbortController();
    }

    #listen(): void {
        if (this.#listening) return;
        this.#listening = true;
        for (const signal of ["SIGINT", "SIGTERM"] as const) {
            process.once(signal, () => {
                this.#stop.abort();
                this.#exitWhenIdle();
            });
        }
    }

    #exitWhenIdle(): void {
        // Leaves time to send the last operation's answer. Signal handlers keep Node from exiting by itself.
        if (this.#stop.signal.aborted && this.#running === 0) setTimeout(() => process.exit(130), 100);
    }
}
