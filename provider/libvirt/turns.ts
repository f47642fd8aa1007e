import type { Exchange } from "./exchange.ts";

/**
 * libvirtd works on five messages of a connection at once (`max_client_requests`) and then stops reading: a sixth would
 * also block stream data. One place stays free.
 */
export const MAX_IN_FLIGHT = 4;

/** How many streams in a row may overtake calls that have waited longer. */
const MAX_STREAMS_IN_A_ROW = 8;

/**
 * Whether a call has to wait for those that the daemon works on: a stream has the connection to itself. libvirt 9.0
 * sometimes loses a call that arrives while a stream opens or ends, in one of 2,000 uploads: its stream filter
 * (`daemonStreamFilter`) frees any message that arrives after the stream has gone. No answer comes, and one of the
 * connection's five places is lost.
 */
const mustWait = (next: Exchange, inFlight: readonly Exchange[]): boolean =>
    inFlight.some(({ state, request }) => state === "sent" && (request.stream || next.request.stream));

/**
 * The waiting calls, in the order in which they were made. Only streams are grouped: at each switch between calls and
 * a stream, everything waits for the slowest pending call.
 */
export class Turns {
    readonly #waiting = new Set<Exchange>();
    #streamsInARow = 0;

    public add(exchange: Exchange): void {
        this.#waiting.add(exchange);
    }

    public delete(exchange: Exchange): void {
        this.#waiting.delete(exchange);
    }

    /** Removes and returns the next call; undefined if none waits, or if it has to wait for pending ones. */
    public take(inFlight: readonly Exchange[]): Exchange | undefined {
        const next = this.#next();
        if (next === undefined || inFlight.length >= MAX_IN_FLIGHT || mustWait(next, inFlight)) return undefined;
        this.#waiting.delete(next);
        this.#streamsInARow = next.request.stream ? this.#streamsInARow + 1 : 0;
        return next;
    }

    /** Removes and returns all of them. */
    public takeAll(): readonly Exchange[] {
        const all = [...this.#waiting];
        this.#waiting.clear();
        return all;
    }

    #next(): Exchange | undefined {
        const [first] = this.#waiting;
        if (this.#streamsInARow === 0 || this.#streamsInARow >= MAX_STREAMS_IN_A_ROW) return first;
        for (const exchange of this.#waiting) {
            if (exchange.request.stream) return exchange;
        }
        return first;
    }
}
