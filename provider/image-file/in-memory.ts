import { bytesOf } from "../files/contents.ts";
import { Failure } from "../files/failure.ts";
import { isBytes } from "../formats/entries/content.ts";
import type { DriveImage } from "../image/write.ts";

/** An image without files on disk. */
export interface BytesImage extends DriveImage {
    readonly chunks: readonly Uint8Array[];
}

/** Most bytes of files that are read into memory, for formats that compress them there. */
const MAX_READ = 64 * 1024 * 1024;

/** Reads the files of an image into memory. Fails if they are too large for that. */
export const readIntoMemory = async (image: DriveImage, purpose: string): Promise<BytesImage> => {
    const size = image.chunks.reduce((total, chunk) => (isBytes(chunk) ? total : total + chunk.length), 0);
    if (size > MAX_READ) {
        throw new Failure(
            `${purpose}: the drive's file assets have ${size} bytes; the limit of this form is ${MAX_READ}, because it is compressed in memory. Use another format, such as iso9660.`,
        );
    }
    const chunks: Uint8Array[] = [];
    for await (const bytes of bytesOf(image.chunks)) chunks.push(bytes);
    return { ...image, chunks };
};
