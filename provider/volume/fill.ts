import type { VolumeRef } from "../libvirt/client.ts";
import { ConfigDriveError } from "../text/errors.ts";
import type { HostHandle } from "./host.ts";
import { onceIdle } from "./once-idle.ts";

/** Most bytes that are compared. */
const MAX_END = 512;

/** What a volume should hold at an offset. */
interface Piece {
    readonly offset: number;
    readonly bytes: Uint8Array;
}

/** The end of the data that isn't zero: zeros after it exist without being written. */
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
 * Writes a volume, then reads its end back. libvirt 9.0 often reports an upload as done although the disk filled up
 * meanwhile. Nothing is written after the first error, so it is always the end that is missing.
 *
 * @param start Offset in the volume.
 * @throws ConfigDriveError `host-failed` if the end is missing.
 */
export const fillVolume = async (
    host: HostHandle,
    volume: VolumeRef,
    chunks: readonly Uint8Array[],
    length: number,
    start: number = 0,
): Promise<void> => {
    const { client, signal } = host;
    await onceIdle(host, () => client.storageVolUpload(volume, chunks, length, { signal, offset: start }));
    const { offset, bytes } = endOf(chunks);
    // Zeros alone can't be told from a hole.
    if (bytes.length === 0) return;
    const range = { offset: start + offset, length: bytes.length, maximum: bytes.length };
    const stored = await client.storageVolDownload(volume, range, { signal });
    if (Buffer.compare(stored, bytes) === 0) return;
    throw new ConfigDriveError(
        "host-failed",
        `write volume "${volume.name}" in pool "${volume.pool}": libvirt accepted ${length} bytes but didn't store the last of them. Most likely there is no space left on the device. Free some space, and run again.`,
    );
};
