/** Random access to bytes, of which there may be more than fit into memory. */
export interface Source {
    readonly size: number;
    /** Bytes that the caller knows to exist. They can be a view of the source. */
    readonly read: (offset: number, length: number) => Uint8Array;
    /** Fills an array with bytes that the caller knows to exist. Sources in memory don't need it. */
    readonly fill?: (offset: number, target: Uint8Array) => void;
}

/** Bytes in memory as a source. What is read is a view of them. */
export const sourceOf = (bytes: Uint8Array): Source => ({
    size: bytes.length,
    read: (offset, length) => bytes.subarray(offset, offset + length),
});

/** A part of a source as one of its own. */
export const partOf = ({ read, fill }: Source, start: number, size: number): Source => ({
    size,
    read: (offset, length) => read(start + offset, length),
    ...(fill !== undefined && { fill: (offset, target) => fill(start + offset, target) }),
});

/** Bytes of a piece. */
export const AT_A_TIME: number = 1 << 20;

/**
 * A part of a source in order, a piece at a time. A piece is valid until the next one is taken: fresh ones would take
 * hundreds of megabytes before they are collected.
 *
 * @param buffer Memory for the pieces of a source that isn't in memory, for callers that read many parts.
 */
export function* chunksOf(
    { read, fill }: Source,
    start: number,
    size: number,
    buffer: Uint8Array = new Uint8Array(fill === undefined ? 0 : Math.min(AT_A_TIME, size)),
): Generator<Uint8Array> {
    for (let done = 0; done < size; done += AT_A_TIME) {
        const length = Math.min(AT_A_TIME, size - done);
        const piece = fill === undefined ? read(start + done, length) : buffer.subarray(0, length);
        fill?.(start + done, piece);
        yield piece;
    }
}

/** The first bytes of a source; fewer if it has fewer. */
export const startOf = (source: Source, length: number): Uint8Array => source.read(0, Math.min(length, source.size));
