import type { Exchange } from "./exchange.ts";

/**
 * libvirtd works on five messages of a connection at once (`max_client_requests`) and reads no further while it does:
 * a sixth would also hold up the data of streams. One place stays free.
 */
export const MAX_IN_FLIGHT = 4;

/** Streams that go before other calls which wait longer. */
const MAX_STREAMS_IN_A_ROW = 8;

/**
 * Whether a call has to wait for those with the daemon: a stream has the connection to itself. libvirt 9.0 now and then
 * loses a call that comes while it opens or ends a stream, with one in 2,000 uploads: its filter of streams
 * (`daemonStreamFilter`) frees any message that finds the stream gone. No answer comes, and one of the connection's five
 * places is lost.
 */
const mustWait = (next: Exchange, inFlight: readonly Exchange[]): boolean =>
    inFlight.some(({ state, request }) => state === "sent" && (request.stream || next.request.stream));

/**
 * The calls that wait, in the order in which they were made but for streams: those that wait together go together, since
 * from calls to a stream and back all wait for the slowest that is with the daemon.
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

    /** Takes out the one whose turn it is; undefined where there is none, or it has to wait for those with the daemon. */
    public take(inFlight: readonly Exchange[]): Exchange | undefined {
        const next = this.#next();
        if (next === undefined || inFlight.length >= MAX_IN_FLIGHT || mustWait(next, inFlight)) {
            return undefined;
        }
        this.#waiting.delete(next);
        this.#streamsInARow = next.request.stream ? this.#streamsInARow + 1 : 0;
        return next;
    }

    /** Takes out all of them. */
    public takeAll(): readonly Exchange[] {
        const all = [...this.#waiting];
        this.#waiting.clear();
        return all;
    }

    #next(): Exchange | undefined {
        const [first] = this.#waiting;
        if (this.#streamsInARow === 0 || this.#streamsInARow >= MAX_STREAMS_IN_A_ROW) {
            return first;
        }
        for (const exchange of this.#waiting) {
            if (exchange.request.stream) {
                return exchange;
            }
        }
        return first;
    }
}
