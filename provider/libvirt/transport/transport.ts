/** Callbacks of a transport. None of them may block or throw. */
export interface TransportListener {
    readonly received: (chunk: Uint8Array) => void;
    /** All data has been sent; more can be written. */
    readonly drained: () => void;
    /** The link is down, closed by either side. Called once, and last. */
    readonly closed: (cause: Error | undefined) => void;
}

/** A duplex byte stream to a daemon. */
export interface Transport {
    /** The name of the other end, for messages. */
    readonly peer: string;
    /** True while bytes wait to be sent. Writing more would only fill memory. */
    readonly full: boolean;
    /** Starts reading. Must be called exactly once; nothing is read before. */
    readonly listen: (listener: TransportListener) => void;
    /** Sends the pieces of one message, in order. They must not change until they are sent. */
    readonly write: (pieces: readonly Uint8Array[]) => void;
    /** Closes the link. Settles when it is down. */
    readonly close: () => Promise<void>;
}
