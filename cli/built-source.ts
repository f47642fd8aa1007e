import { closeSync, openSync, readSync } from "node:fs";
import { Failure, failed } from "../provider/files/failure.ts";
import type { Source } from "../provider/formats/bytes/source.ts";
import { type Content, type FileContent, isBytes } from "../provider/formats/entries/content.ts";
import type { DriveImage } from "../provider/image/write.ts";
import { wholeImage } from "../provider/image/write.ts";

const readFile = ({ path, name }: FileContent, offset: number, target: Uint8Array): void => {
    try {
        const descriptor = openSync(path, "r");
        try {
            const count = readSync(descriptor, target, 0, target.length, offset);
            if (count < target.length) throw new Failure(`read ${name}: it became shorter while it was being read.`);
        } finally {
            closeSync(descriptor);
        }
    } catch (error) {
        throw failed(`read ${name}`, error);
    }
};

const readPiece = (piece: Content, offset: number, target: Uint8Array): void => {
    if (isBytes(piece)) target.set(piece.subarray(offset, offset + target.length));
    else readFile(piece, offset, target);
};

/** The index of the last piece that starts at or before an offset. */
const indexAt = (starts: readonly number[], offset: number): number => {
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
        const middle = Math.ceil((low + high) / 2);
        if ((starts[middle] ?? 0) <= offset) low = middle;
        else high = middle - 1;
    }
    return low;
};

/** An image that isn't stored: files on disk that belong to it are read as they are needed. */
export const sourceOfBuilt = (image: DriveImage): Source => {
    const pieces = wholeImage(image);
    const starts: number[] = [];
    let size = 0;
    for (const { length } of pieces) {
        starts.push(size);
        size += length;
    }
    const fill = (offset: number, target: Uint8Array): void => {
        let done = 0;
        for (let index = indexAt(starts, offset); done < target.length; index++) {
            const piece = pieces[index];
            if (piece === undefined) throw new RangeError(`the image ends at ${size}`);
            const inside = offset + done - (starts[index] ?? 0);
            const length = Math.min(piece.length - inside, target.length - done);
            readPiece(piece, inside, target.subarray(done, done + length));
            done += length;
        }
    };
    const read = (offset: number, length: number): Uint8Array => {
        const target = new Uint8Array(length);
        fill(offset, target);
        return target;
    };
    return { size, read, fill };
};
