import type { Packet } from "./packet.ts";

/** Limits that a caller sets to one call. */
export interface CallOptions {
    readonly signal?: AbortSignal | undefined;
    /** How long the daemon may be silent about this call once it has been sent; the connection's unless given. */
    readonly timeoutMs?: number | undefined;
}

/** One call to be made. */
export interface Request extends CallOptions {
    readonly procedure: string;
    readonly number: number;
    readonly payload: Uint8Array;
    /** Whether a stream of data follows the reply under the same serial. */
    readonly stream: boolean;
    /** How a message about its failure begins: `connect to qemu:///system`. @default "call <procedure> of <peer>" */
    readonly doing?: string | undefined;
}

/** Who waits for the answer. No function may block: all are called from the connection's reader. */
export interface Listener {
    /** Takes a packet that is no error; true if it was the last one of this serial. */
    readonly receive: (packet: Packet) => boolean;
    /** Nothing more will come: libvirt's error, the end of the connection, the deadline or the signal. */
    readonly fail: (error: Error) => void;
    /** There is room for more of a stream. */
    readonly drained?: () => void;
    /** The daemon is done with the call, also with one that was given up before. */
    readonly ended?: () => void;
}

/**
 * Where a call is. `abandoned`: the caller has gone, but the daemon still works on it and its place is still taken;
 * `stale`: so for longer than the deadline.
 */
export type ExchangeState = "queued" | "sent" | "abandoned" | "stale" | "over";

/** One call under way: its serial, where it is, and its limits. */
export class Exchange {
    public readonly request: Request;
    public readonly listener: Listener;
    public serial = 0;
    public state: ExchangeState = "queued";
    /** Whether the daemon has accepted the call: if it is one for a stream, the stream is open. */
    public open = false;
    #timer: NodeJS.Timeout | undefined;
    #stopWatching: (() => void) | undefined;

    public constructor(request: Request, listener: Listener) {
        this.request = request;
        this.listener = listener;
    }

    /** Calls back when the signal fires. The signal must not have fired yet. */
    public watchSignal(aborted: (reason: unknown) => void): void {
        const { signal } = this.request;
        if (signal !== undefined) {
            const listener = (): void => aborted(signal.reason);
            signal.addEventListener("abort", listener, { once: true });
            this.#stopWatching = () => signal.removeEventListener("abort", listener);
        }
    }

    /** Calls back after so much time without `progress`; replaces an earlier deadline. */
    public startTimer(timeoutMs: number, expired: () => void): void {
        clearTimeout(this.#timer);
        this.#timer = setTimeout(expired, timeoutMs);
    }

    /** The peer lives: the time starts anew. */
    public progress(): void {
        this.#timer?.refresh();
    }

    /** Ends the limits. */
    public release(): void {
        clearTimeout(this.#timer);
        this.#timer = undefined;
        this.#stopWatching?.();
        this.#stopWatching = undefined;
    }
}
