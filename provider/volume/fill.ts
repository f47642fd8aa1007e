import { bytesOf, FileChanged, type Tap } from "../files/contents.ts";
import type { Content } from "../formats/entries/content.ts";
import { type DriveImage, hasFiles } from "../image/write.ts";
import type { VolumeRef } from "../libvirt/client.ts";
import { ConfigDriveError } from "../text/errors.ts";
import type { HostHandle } from "./host.ts";
import { onceIdle } from "./once-idle.ts";
import { withProgress } from "./progress.ts";
import { tapOf } from "./stored-digest.ts";

/** Most bytes that are compared. */
const MAX_END = 512;

/** What a volume should hold at an offset. */
interface Piece {
    readonly offset: number;
    readonly bytes: Uint8Array;
}

/** The end of some bytes that isn't zero, from a place in the volume on; undefined if all are zero. */
const endIn = (bytes: Uint8Array, offset: number): Piece | undefined => {
    const last = bytes.findLastIndex((byte) => byte !== 0);
    const first = Math.max(0, last + 1 - MAX_END);
    return last < 0 ? undefined : { offset: offset + first, bytes: bytes.slice(first, last + 1) };
};

/** The end of the data that isn't zero: zeros after it exist without being written. */
export const endOf = (chunks: readonly Uint8Array[]): Piece => {
    let offset = chunks.reduce((total, { length }) => total + length, 0);
    for (const chunk of chunks.toReversed()) {
        offset -= chunk.length;
        const end = endIn(chunk, offset);
        if (end !== undefined) return end;
    }
    return { offset: 0, bytes: new Uint8Array() };
};

/** Reads the end back. Zeros alone can't be told from a hole. */
const checkEnd = async (
    host: HostHandle,
    volume: VolumeRef,
    length: number,
    { offset, bytes }: Piece,
): Promise<void> => {
    if (bytes.length === 0) return;
    const range = { offset, length: bytes.length, maximum: bytes.length };
    const stored = await host.client.storageVolDownload(volume, range, { signal: host.signal });
    if (Buffer.compare(stored, bytes) === 0) return;
    throw new ConfigDriveError(
        "host-failed",
        `write volume "${volume.name}" in pool "${volume.pool}": libvirt accepted ${length} bytes but didn't store the last of them. Most likely there is no space left on the device. Free some space, and run again.`,
    );
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
    await checkEnd(host, volume, length, { offset: start + offset, bytes });
};

/** Notices the end of the data that isn't zero as it passes. */
class LastBytes implements Tap {
    public end: Piece = { offset: 0, bytes: new Uint8Array() };
    public passed = 0;

    public start(): void {
        this.passed = 0;
    }

    public next(bytes: Uint8Array): void {
        this.end = endIn(bytes, this.passed) ?? this.end;
        this.passed += bytes.length;
    }
}

/** Bytes to write for an image: all of it, or it with other first bytes. */
export interface ImageBytes {
    readonly chunks: readonly Content[];
    readonly length: number;
}

/**
 * Writes an image from the start of a volume, as `fillVolume` does. Its files on disk are read piece by piece.
 *
 * @throws ConfigDriveError `file-changed` if one of them isn't the planned one; the volume is incomplete then.
 */
export const fillWithImage = async (
    host: HostHandle,
    volume: VolumeRef,
    image: DriveImage,
    { chunks, length }: ImageBytes,
): Promise<void> => {
    const { client, signal } = host;
    const last = new LastBytes();
    const source = bytesOf(chunks, hasFiles(image) ? [last, tapOf(image)] : [last]);
    const upload = () => onceIdle(host, () => client.storageVolUpload(volume, source, length, { signal }));
    try {
        await withProgress(host, volume, { length, passed: () => last.passed }, upload);
    } catch (error) {
        if (!(error instanceof FileChanged)) throw error;
        throw new ConfigDriveError("file-changed", error.message, { cause: error });
    }
    await checkEnd(host, volume, length, last.end);
};
