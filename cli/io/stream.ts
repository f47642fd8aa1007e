import type { FileHandle } from "node:fs/promises";
import { addAbortSignal, type Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { Failure, failed, isSystemError } from "../../provider/files/failure.ts";

/** What to read, and how much of it at most: it might never end. */
export interface StreamOrder {
    readonly name: string;
    readonly most: number;
    readonly signal: AbortSignal;
}

/** Collects the bytes of a stream. */
class Collected {
    readonly #order: StreamOrder;
    readonly #chunks: Uint8Array[] = [];
    #size = 0;

    public constructor(order: StreamOrder) {
        this.#order = order;
    }

    public get isEmpty(): boolean {
        return this.#size === 0;
    }

    public add(chunk: Uint8Array): void {
        const { name, most } = this.#order;
        this.#size += chunk.length;
        if (this.#size > most) throw new Failure(`read ${name}: it has more than ${most} bytes. Name a file instead.`);
        this.#chunks.push(chunk);
    }

    public all(): Uint8Array {
        return new Uint8Array(Buffer.concat(this.#chunks));
    }
}

/** An error of a stream. The signal's own says less. */
const explained = (error: unknown, { name, signal }: StreamOrder): unknown =>
    signal.aborted ? new Failure(`read ${name}: interrupted.`) : failed(`read ${name}`, error);

/** Reads a stream to its end. */
export const readStream = async (stream: Readable, order: StreamOrder): Promise<Uint8Array> => {
    const collected = new Collected(order);
    try {
        for await (const chunk of addAbortSignal(order.signal, stream)) collected.add(chunk);
    } catch (error) {
        throw explained(error, order);
    }
    return collected.all();
};

const POLL_MS = 10;
/** How long a pipe can have no writer before its reader gives up. */
const PATIENCE_MS = 3000;
const AT_A_TIME = 1 << 16;

/** The next bytes of a pipe. Empty: it has no writer. Undefined: it has one, who hasn't written anything yet. */
const readNow = async (pipe: FileHandle): Promise<Uint8Array | undefined> => {
    try {
        const { buffer, bytesRead } = await pipe.read(new Uint8Array(AT_A_TIME), 0, AT_A_TIME, null);
        return buffer.subarray(0, bytesRead);
    } catch (error) {
        if (isSystemError(error) && error.code === "EAGAIN") return undefined;
        throw error;
    }
};

/**
 * Reads a named pipe, or bash's `<(…)`, to its end. The pipe is open without blocking: a thread that waits for a writer
 * can't be stopped.
 */
export const readPipe = async (pipe: FileHandle, order: StreamOrder): Promise<Uint8Array> => {
    const collected = new Collected(order);
    let patience = PATIENCE_MS / POLL_MS;
    try {
        for (;;) {
            const bytes = await readNow(pipe);
            if (bytes !== undefined && bytes.length > 0) {
                collected.add(bytes);
                continue;
            }
            if (bytes !== undefined && !collected.isEmpty) return collected.all();
            if (bytes !== undefined && patience-- <= 0) {
                throw new Failure(
                    `read ${order.name}: it is a pipe that nothing writes into. Write into it, or name a file.`,
                );
            }
            await sleep(POLL_MS, undefined, { signal: order.signal });
        }
    } catch (error) {
        throw explained(error, order);
    }
};
