import { closeSync, openSync, readSync } from "node:fs";
import { Failure, failed } from "../provider/files/failure.ts";
import type { FileContent } from "../provider/formats/entries/content.ts";

/** Reads a part of a file on disk that belongs to an image. */
export const fillFromFile = ({ path, name }: FileContent, offset: number, target: Uint8Array): void => {
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
