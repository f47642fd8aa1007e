import { ConfigDriveError } from "../errors.ts";
import type { VolumeRef } from "../libvirt/client.ts";
import type { HostHandle } from "./pool.ts";

/** Bytes that are compared, at most. */
const MAX_END = 512;

/** What a volume is to hold at some place. */
interface Piece {
    readonly offset: number;
    readonly bytes: Uint8Array;
}

/** The end of what isn't zero: zeros behind it are there without being written. */
export const endOf = (chunks: readonly Uint8Array[]): Piece => {
    let offset = chunks.reduce((total, { length }) => total + length, 0);
    for (const chunk of chunks.toReversed()) {
        offset -= chunk.length;
        const last = chunk.findLastIndex((byte) => byte !== 0);
        const first = Math.max(0, last + 1 - MAX_END);
        if (last >= 0) return { offset: offset + first, bytes: chunk.subarray(first, last + 1) };
    }
    return { offset: 0, bytes: new Uint8Array() };
};

/**
 * Writes a volume. libvirt 9.0 says of many an upload that it is done although the disk got full meanwhile. What isn't
 * stored then is always the end, since nothing is written after the first error, so that the end is read again.
 *
 * @throws ConfigDriveError `host-failed`, when the end isn't there
 */
export const fillVolume = async (
    { client, signal }: HostHandle,
    volume: VolumeRef,
    chunks: readonly Uint8Array[],
    length: number,
): Promise<void> => {
    await client.storageVolUpload(volume, chunks, length, { signal });
    const { offset, bytes } = endOf(chunks);
    const range = { offset, length: bytes.length, maximum: bytes.length };
    const stored = await client.storageVolDownload(volume, range, { signal });
    if (Buffer.compare(stored, bytes) === 0) return;
    throw new ConfigDriveError(
        "host-failed",
        `fill volume "${volume.name}" in pool "${volume.pool}": libvirt took ${length} bytes and hasn't stored the last of them. Most likely there is no space left on the device: make room, and run again.`,
    );
};
