import type { Socket } from "node:net";
import { type Outlet, overStreams, throughStream } from "./duplex.ts";
import type { Transport } from "./transport.ts";

/** Waits until a socket is connected or the signal fires. Rejects with the system's error or the signal's reason. */
export const connected = <S extends Socket>(open: () => S, event: string, signal: AbortSignal): Promise<S> =>
    new Promise((resolve, reject) => {
        signal.throwIfAborted();
        const socket = open();
        const settle = (act: () => void) => (): void => {
            signal.removeEventListener("abort", aborted);
            socket.removeListener("error", failed);
            act();
        };
        const aborted = (): void => {
            // Nobody waits for its outcome any more.
            socket.on("error", () => undefined);
            socket.destroy();
            settle(() => reject(signal.reason))();
        };
        const failed = (error: Error): void => settle(() => reject(error))();
        signal.addEventListener("abort", aborted, { once: true });
        socket.once("error", failed);
        socket.once(
            event,
            settle(() => resolve(socket)),
        );
    });

/** A transport over a connected socket. */
export const overSocket = (socket: Socket, peer: string, outlet: Outlet = throughStream(socket)): Transport => {
    let cause: Error | undefined;
    socket.on("error", (error) => {
        cause ??= error;
    });
    const cut = (): void => {
        socket.destroy();
    };
    return overStreams(socket, outlet, peer, {
        cut,
        peerEnded: cut,
        onDown: (down) => {
            if (socket.closed) down(cause);
            else socket.once("close", () => down(cause));
        },
    });
};
