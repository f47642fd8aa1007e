import type { Readable, Writable } from "node:stream";
import type { Transport } from "../transport.ts";

/** The way out of a link. */
export interface Outlet {
    /** True while bytes wait to leave. */
    readonly full: boolean;
    /** Calls back whenever all that was written has left. */
    readonly onDrain: (drained: () => void) => void;
    /** Takes one message. */
    readonly write: (pieces: readonly Uint8Array[]) => void;
}

/** The way out through any stream, which keeps no message apart from the next. */
export const throughStream = (output: Writable): Outlet => ({
    get full(): boolean {
        return output.writableNeedDrain;
    },
    onDrain: (drained) => {
        output.on("drain", drained);
    },
    write: (pieces) => {
        output.cork();
        for (const piece of pieces) {
            output.write(piece);
        }
        output.uncork();
    },
});

/** How a link ends. */
export interface Ending {
    /** Cuts the link; a second time does nothing. */
    readonly cut: () => void;
    /** The peer has nothing more to say: no call can be answered any more. */
    readonly peerEnded: () => void;
    /** Calls back once when the link is down, with what brought it down. */
    readonly onDown: (down: (cause: Error | undefined) => void) => void;
}

/** A transport over the two directions of a link. */
export const overStreams = (
    input: Readable,
    outlet: Outlet,
    peer: string,
    { cut, peerEnded, onDown }: Ending,
): Transport => {
    const down = new Promise<Error | undefined>((resolve) => onDown(resolve));
    return {
        peer,
        get full(): boolean {
            return outlet.full;
        },
        listen: ({ received, drained, closed }) => {
            outlet.onDrain(drained);
            void down.then(closed);
            input.on("end", peerEnded);
            input.on("data", (chunk: Buffer) => received(chunk));
        },
        write: (pieces) => outlet.write(pieces),
        close: async () => {
            cut();
            await down;
        },
    };
};
