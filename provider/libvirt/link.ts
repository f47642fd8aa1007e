import type { Calls } from "./calls.ts";
import { LostConnectionError } from "./error.ts";
import { unlessAborted } from "./unless-aborted.ts";

/** Work to do over a connection. */
export interface Attempt<T> {
    readonly make: (calls: Calls) => Promise<T>;
    /** Whether doing it twice has the same effect as doing it once. */
    readonly repeatable: boolean;
    readonly signal?: AbortSignal | undefined;
}

/** Whether the link broke. A daemon that is silent or violates the protocol would do so again. */
const isBroken = (error: unknown): error is LostConnectionError =>
    error instanceof LostConnectionError && error.code === "connect-failed";

/**
 * A connection that reopens after a loss. A pending attempt is repeated once if the daemon can't have started it, or if
 * repeating does no harm. Any other attempt fails, since it is unknown whether the daemon carried it out.
 */
export class Link {
    readonly #open: (signal: AbortSignal) => Promise<Calls>;
    readonly #closing = new AbortController();
    #calls: Calls;
    #reopening: Promise<Calls> | undefined;

    /** @param open Opens another connection to the same daemon. */
    public constructor(calls: Calls, open: (signal: AbortSignal) => Promise<Calls>) {
        this.#calls = calls;
        this.#open = open;
    }

    public get closed(): boolean {
        return this.#calls.closed && this.#reopening === undefined;
    }

    public async run<T>({ make, repeatable, signal }: Attempt<T>): Promise<T> {
        const calls = this.#calls;
        try {
            return await make(calls);
        } catch (error) {
            if (!isBroken(error) || (error.sent && !repeatable) || this.#closing.signal.aborted) throw error;
            return await make(await unlessAborted(this.#after(calls), signal));
        }
    }

    /** Ends the connection, and stops reopening it. Rejects pending attempts. */
    public async close(): Promise<void> {
        this.#closing.abort();
        await this.#reopening?.catch(() => undefined);
        await this.#calls.close();
    }

    /** The successor of a lost connection. All attempts that lost it share one. */
    #after(lost: Calls): Promise<Calls> {
        if (this.#calls !== lost) return Promise.resolve(this.#calls);
        this.#reopening ??= this.#reopen().finally(() => {
            this.#reopening = undefined;
        });
        return this.#reopening;
    }

    async #reopen(): Promise<Calls> {
        this.#calls = await this.#open(this.#closing.signal);
        return this.#calls;
    }
}
