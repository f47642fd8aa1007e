import type { Readable, Writable } from "node:stream";
import type { Transport } from "./transport.ts";

/** The outgoing side of a link. */
export interface Outlet {
    /** True while bytes wait to be sent. */
    readonly full: boolean;
    /** Calls back whenever all data has been sent. */
    readonly onDrain: (drained: () => void) => void;
    /** Sends one message. */
    readonly write: (pieces: readonly Uint8Array[]) => void;
}

/** The outgoing side of any stream. Doesn't keep messages apart. */
export const throughStream = (output: Writable): Outlet => ({
    get full(): boolean {
        return output.writableNeedDrain;
    },
    onDrain: (drained) => {
        output.on("drain", drained);
    },
    write: (pieces) => {
        output.cork();
        for (const piece of pieces) output.write(piece);
        output.uncork();
    },
});

/** How a link ends. */
export interface Ending {
    /** Closes the link. A second call does nothing. */
    readonly cut: () => void;
    /** The peer ended its side: no call can be answered any more. */
    readonly peerEnded: () => void;
    /** Calls back once when the link is down, with the cause. */
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
