import type { Packet } from "./packet.ts";

/** Limits that a caller sets for one call. */
export interface CallOptions {
    readonly signal?: AbortSignal | undefined;
    /** How long the daemon may take to answer once the call has been sent. @default the connection's timeout */
    readonly timeoutMs?: number | undefined;
}

/** One call to be made. */
export interface Request extends CallOptions {
    readonly procedure: string;
    /** @default libvirt's remote program */
    readonly program?: number | undefined;
    readonly number: number;
    readonly payload: Uint8Array;
    /** Whether a stream of data follows the reply under the same serial. */
    readonly stream: boolean;
    /** The start of the failure message: `connect to qemu:///system`. @default "call <procedure> of <peer>" */
    readonly doing?: string | undefined;
}

/** Waits for the answer. No function may block, since the connection's reader calls them. */
export interface Listener {
    /** Takes a packet that isn't an error. Returns true if it was the last one of this serial. */
    readonly receive: (packet: Packet) => boolean;
    /** The call failed: libvirt's error, the end of the connection, the deadline or the signal. */
    readonly fail: (error: Error) => void;
    /** More stream data can be sent. */
    readonly drained?: () => void;
    /** The daemon has finished the call, even one that was abandoned before. */
    readonly ended?: () => void;
}

/**
 * The state of a call. `abandoned`: the caller has gone, but the daemon still works on the call, which keeps its place.
 * `stale`: abandoned for longer than the deadline.
 */
export type ExchangeState = "queued" | "sent" | "abandoned" | "stale" | "over";

/** One call: its serial, its state and its limits. */
export class Exchange {
    public readonly request: Request;
    public readonly listener: Listener;
    public serial = 0;
    public state: ExchangeState = "queued";
    /** Whether the daemon has accepted the call. A stream's call is then open. */
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

    /** Calls back after this time without `progress`. Replaces an earlier deadline. */
    public startTimer(timeoutMs: number, expired: () => void): void {
        clearTimeout(this.#timer);
        this.#timer = setTimeout(expired, timeoutMs);
    }

    /** The peer is alive: the time starts again. */
    public progress(): void {
        this.#timer?.refresh();
    }

    /** Removes the limits. */
    public release(): void {
        clearTimeout(this.#timer);
        this.#timer = undefined;
        this.#stopWatching?.();
        this.#stopWatching = undefined;
    }
}
