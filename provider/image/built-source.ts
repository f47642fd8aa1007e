import type { Source } from "../formats/bytes/source.ts";
import { type FileContent, isBytes } from "../formats/entries/content.ts";
import { type DriveImage, wholeImage } from "./write.ts";

/** Fills an array with the bytes of a file on disk, from an offset. */
export type FillFromFile = (file: FileContent, offset: number, target: Uint8Array) => void;

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

/** An image that isn't stored. Files on disk that belong to it are read only if their bytes are. */
export const sourceOfBuilt = (image: DriveImage, fillFromFile: FillFromFile): Source => {
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
            const part = target.subarray(done, done + length);
            if (isBytes(piece)) part.set(piece.subarray(inside, inside + length));
            else fillFromFile(piece, inside, part);
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
