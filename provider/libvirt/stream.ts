import { ConfigDriveError } from "../text/errors.ts";
import type { Calls } from "./calls.ts";
import { ProtocolError } from "./error.ts";
import type { Exchange, Request } from "./exchange.ts";
import { GrowingBytes } from "./growing-bytes.ts";
import { HEADER_BYTES, type Packet, STATUS, TYPE } from "./packet.ts";

/** The payload of a data packet of 256 KiB. Every libvirt accepts that size, and it needs few headers. */
const DATA_BYTES = 262_144 - HEADER_BYTES;

/** An abort normally takes a millisecond or two; a hung daemon must not delay the caller. */
const ABORT_PATIENCE_MS = 2000;

/** One stream, from its worker's side. The connection's reader only changes fields and wakes the worker. */
class Stream {
    readonly #calls: Calls;
    readonly #exchange: Exchange;
    readonly #data: (data: Uint8Array) => void;
    #failure: Error | undefined;
    #wake: (() => void) | undefined;
    #finishing = false;
    #ended = false;
    /** The daemon has accepted the call. */
    public open = false;
    /** The daemon has sent all its data. */
    public complete = false;
    /** Both sides have finished. */
    public over = false;

    public constructor(calls: Calls, request: Request, data: (data: Uint8Array) => void) {
        this.#calls = calls;
        this.#data = data;
        this.#exchange = calls.start(request, {
            receive: (packet) => this.#receive(packet),
            fail: (error) => {
                this.#failure ??= error;
                this.#wake?.();
            },
            drained: () => this.#wake?.(),
            ended: () => {
                this.#ended = true;
                this.#wake?.();
            },
        });
    }

    /** Waits for a condition that depends on packets or the socket. Throws as soon as the stream has failed. */
    public async until(met: () => boolean): Promise<void> {
        while (this.#failure === undefined && !met()) await this.#change();
        if (this.#failure !== undefined) {
            await this.#untilEnded();
            throw this.#failure;
        }
    }

    /** A volume that an upload still holds can't be deleted: gives the daemon time to notice the abort. */
    async #untilEnded(): Promise<void> {
        const patience = setTimeout(() => {
            this.#ended = true;
            this.#wake?.();
        }, ABORT_PATIENCE_MS);
        while (!this.#ended) await this.#change();
        clearTimeout(patience);
    }

    #change(): Promise<void> {
        return new Promise((resolve) => {
            this.#wake = resolve;
        });
    }

    public send(status: number, pieces: readonly Uint8Array[]): void {
        this.#finishing ||= status === STATUS.ok;
        this.#calls.sendStream(this.#exchange, status, pieces);
    }

    public giveUp(error: Error): void {
        this.#calls.giveUp(this.#exchange, error);
    }

    /** Ends the stream because of an error on this side, and throws that error. */
    public async abort(error: Error): Promise<never> {
        if (this.#failure === undefined) this.giveUp(error);
        this.#failure ??= error;
        await this.#untilEnded();
        throw this.#failure;
    }

    #receive(packet: Packet): boolean {
        if (packet.type === TYPE.reply) {
            this.open = true;
        } else if (packet.status === STATUS.ok && this.#finishing) {
            this.over = true;
        } else if (packet.status === STATUS.continue && !this.complete) {
            this.complete = packet.payload.length === 0;
            this.#data(packet.payload);
        } else {
            throw new ProtocolError("more data after the end of a stream, or its end too early");
        }
        this.#wake?.();
        return this.over;
    }
}

/** What an upload sends. A source is iterated from its start again if the connection has to be opened again. */
export type Source = readonly Uint8Array[] | AsyncIterable<Uint8Array>;

/** Whether all of a source is in memory, so that its length is known. */
const isChunks = (source: Source): source is readonly Uint8Array[] => Array.isArray(source);

/** libvirt would let a file grow past its capacity, or wait for the rest. */
const requireLength = (length: number, given: number): void => {
    if (given !== length) throw new RangeError(`upload of ${length} bytes given ${given}`);
};

/** Cuts and groups the chunks so that each group fills one packet. Copies no bytes. */
const packetsOf = async function* (chunks: Source): AsyncGenerator<readonly Uint8Array[]> {
    let pieces: Uint8Array[] = [];
    let room = DATA_BYTES;
    for await (const chunk of chunks) {
        for (let rest = chunk; rest.length > 0; ) {
            const piece = rest.subarray(0, room);
            pieces.push(piece);
            room -= piece.length;
            rest = rest.subarray(piece.length);
            if (room === 0) {
                yield pieces;
                pieces = [];
                room = DATA_BYTES;
            }
        }
    }
    if (pieces.length > 0) yield pieces;
};

/**
 * Sends a source's chunks in order, without joining them. At most one packet waits in memory: the next follows once the
 * socket has taken the last one. Stops as soon as libvirt reports an error, or the source fails.
 */
export const upload = async (
    calls: Calls,
    request: Request,
    { source, length }: { readonly source: Source; readonly length: number },
): Promise<void> => {
    if (isChunks(source))
        requireLength(
            length,
            source.reduce((sum, chunk) => sum + chunk.length, 0),
        );
    const stream = new Stream(calls, request, () => {
        throw new ProtocolError("data in reply to an upload");
    });
    await stream.until(() => stream.open);
    let sent = 0;
    try {
        for await (const pieces of packetsOf(source)) {
            await stream.until(() => !calls.full);
            stream.send(STATUS.continue, pieces);
            sent += pieces.reduce((total, piece) => total + piece.length, 0);
        }
        requireLength(length, sent);
    } catch (error) {
        // The source has failed; after a failure of the stream this changes nothing.
        await stream.abort(error instanceof Error ? error : new Error(String(error)));
    }
    await stream.until(() => !calls.full);
    stream.send(STATUS.ok, []);
    await stream.until(() => stream.over);
};

const tooLong = (request: Request, maximum: number): ConfigDriveError =>
    new ConfigDriveError(
        "verify-failed",
        `${request.doing ?? `call ${request.procedure}`}: received more than ${maximum} bytes. Check which program wrote to the volume.`,
    );

/** Receives everything that libvirt sends, piece by piece. More than `maximum` bytes is an error. */
export const downloadTo = async (
    calls: Calls,
    request: Request,
    { receive, maximum }: { readonly receive: (data: Uint8Array) => void; readonly maximum: number },
): Promise<void> => {
    let received = 0;
    const stream = new Stream(calls, request, (data) => {
        received += data.length;
        if (received > maximum) stream.giveUp(tooLong(request, maximum));
        else receive(data);
    });
    await stream.until(() => stream.open && stream.complete);
    stream.send(STATUS.ok, []);
    await stream.until(() => stream.over);
};

/**
 * Receives everything that libvirt sends, in one piece. More than `maximum` bytes is an error: memory stays bounded.
 *
 * @param expected The size to allocate at first.
 */
export const download = async (
    calls: Calls,
    request: Request,
    expected: number,
    maximum: number,
): Promise<Uint8Array> => {
    let received: GrowingBytes | undefined;
    const stream = new Stream(calls, request, (data) => {
        // Allocated with the first data, so that downloads that wait for their turn take no memory.
        received ??= new GrowingBytes(Math.min(expected, maximum));
        if (received.length + data.length > maximum) stream.giveUp(tooLong(request, maximum));
        else received.append(data);
    });
    await stream.until(() => stream.open && stream.complete);
    // libvirt ends its data with an empty packet, then waits for the client to close the stream.
    stream.send(STATUS.ok, []);
    await stream.until(() => stream.over);
    return received?.take() ?? new Uint8Array();
};
