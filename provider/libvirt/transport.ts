import { dialSsh } from "./transport/ssh.ts";
import { dialTcp } from "./transport/tcp.ts";
import { dialTls } from "./transport/tls.ts";
import { dialUnix } from "./transport/unix.ts";
import type { PkiPlace } from "./uri/pki.ts";

/** A socket of this machine. */
export interface UnixAddress {
    readonly kind: "unix";
    /** Absolute paths of sockets; the first that is there is taken. */
    readonly paths: readonly string[];
    /** Whether the daemon would be the user's own. */
    readonly isSession: boolean;
}

/** A daemon's port, without encryption. */
export interface TcpAddress {
    readonly kind: "tcp";
    readonly host: string;
    readonly port: number;
}

/** A daemon's port, with TLS. */
export interface TlsAddress {
    readonly kind: "tls";
    readonly host: string;
    readonly port: number;
    /** Where the certificates may be, the likeliest first. */
    readonly places: readonly PkiPlace[];
    /** Whether the daemon must show a certificate of the authority, for this host. */
    readonly verify: boolean;
}

/** A daemon behind ssh. */
export interface SshAddress {
    readonly kind: "ssh";
    readonly host: string;
    readonly program: string;
    readonly args: readonly string[];
    /** What a user may type to see whether ssh gets there. */
    readonly trial: string;
    /** Whether ssh may ask the user at the terminal. */
    readonly hasTerminal: boolean;
}

/** Every kind of address that can be dialled. */
export type Address = UnixAddress | TcpAddress | TlsAddress | SshAddress;

/** What a connection wants to hear from its transport. None of these may block or throw. */
export interface TransportListener {
    readonly received: (chunk: Uint8Array) => void;
    /** What was written has left; more may be written. */
    readonly drained: () => void;
    /** The link is down, by either side; said once, and the last word. */
    readonly closed: (cause: Error | undefined) => void;
}

/** A duplex stream of bytes to a daemon. */
export interface Transport {
    /** The other end, for messages. */
    readonly peer: string;
    /** True while bytes wait to leave: writing more would only fill memory. */
    readonly full: boolean;
    /** Starts reading. To be called once, at once: nothing is read before. */
    readonly listen: (listener: TransportListener) => void;
    /** Takes the pieces of one message, in order; they must not change until they have left. */
    readonly write: (pieces: readonly Uint8Array[]) => void;
    /** Cuts the link; settles when it is down. */
    readonly close: () => Promise<void>;
}

/**
 * Opens the link. Rejects with a `LinkError`, which says what happened and what to do, or with the signal's reason. An
 * ssh that can't get through says so only when the first answer is waited for.
 */
export const dial = (address: Address, signal: AbortSignal): Promise<Transport> => {
    switch (address.kind) {
        case "unix":
            return dialUnix(address, signal);
        case "tcp":
            return dialTcp(address, signal);
        case "tls":
            return dialTls(address, signal);
        case "ssh":
            return dialSsh(address, signal);
    }
};
