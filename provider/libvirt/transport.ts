import { createConnection, type Socket } from "node:net";
import type { Duplex } from "node:stream";

/** Where a daemon listens. Each kind has its dialer in this file. */
export interface UnixAddress {
    readonly kind: "unix";
    /** Absolute paths of sockets; the first that is there is taken. */
    readonly paths: readonly string[];
}

/** Every kind of address that can be dialled. */
export type Address = UnixAddress;

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
    /** Takes the pieces in order without copying them; they must not change until they have left. */
    readonly write: (pieces: readonly Uint8Array[]) => void;
    /** Cuts the link; settles when it is down. */
    readonly close: () => Promise<void>;
}

/** Opens the link. Rejects with the system's error (its `code` is `ENOENT`, `EACCES`, …) or the signal's reason. */
export const dial = async (address: Address, signal: AbortSignal): Promise<Transport> => {
    const failures: unknown[] = [];
    for (const path of address.paths) {
        try {
            return overDuplex(await dialUnix(path, signal), `libvirt at ${path}`);
        } catch (error) {
            // A socket file can outlive its daemon (ECONNREFUSED) while the other kind of daemon serves.
            if (!isErrno(error, "ENOENT") && !isErrno(error, "ECONNREFUSED")) {
                throw error;
            }
            failures.push(error);
        }
    }
    throw failures.find((error) => !isErrno(error, "ENOENT")) ?? failures[0];
};

/** Whether an error is the system's of that name. */
export const isErrno = (error: unknown, code: string): error is NodeJS.ErrnoException =>
    error instanceof Error && "code" in error && error.code === code;

const dialUnix = (path: string, signal: AbortSignal): Promise<Socket> =>
    new Promise((resolve, reject) => {
        signal.throwIfAborted();
        const socket = createConnection({ path });
        const aborted = (): void => {
            socket.destroy();
            reject(signal.reason);
        };
        signal.addEventListener("abort", aborted, { once: true });
        const failed = (error: Error): void => {
            signal.removeEventListener("abort", aborted);
            reject(error);
        };
        socket.once("error", failed);
        socket.once("connect", () => {
            signal.removeEventListener("abort", aborted);
            socket.removeListener("error", failed);
            resolve(socket);
        });
    });

/** Any duplex stream of Node's will do: a socket, a TLS socket, the pipes of an ssh process. */
const overDuplex = (stream: Duplex, peer: string): Transport => {
    let cause: Error | undefined;
    stream.on("error", (error) => {
        cause ??= error;
    });
    return {
        peer,
        get full(): boolean {
            return stream.writableNeedDrain;
        },
        listen: ({ received, drained, closed }) => {
            stream.on("drain", drained);
            stream.on("close", () => closed(cause));
            // The peer has nothing more to say: no call can be answered any more.
            stream.on("end", () => stream.destroy());
            stream.on("data", (chunk: Buffer) => received(chunk));
        },
        write: (pieces) => {
            stream.cork();
            for (const piece of pieces) {
                stream.write(piece);
            }
            stream.uncork();
        },
        close: () =>
            new Promise((resolve) => {
                if (stream.closed) {
                    resolve();
                    return;
                }
                stream.once("close", () => resolve());
                stream.destroy();
            }),
    };
};
