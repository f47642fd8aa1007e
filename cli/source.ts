import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { Failure, type Io } from "./io.ts";

/** The name that stands for standard input or output. */
export const STANDARD = "-";

/** What to call a source in messages. */
export const nameOf = (path: string): string => (path === STANDARD ? "standard input" : path);

/** Reads a regular file, or standard input for `-`. A pipe or a device might never end, so they are refused. */
export const readSource = async (path: string, io: Io): Promise<Uint8Array> => {
    if (path === STANDARD) return io.readStandardInput();
    // Or the opening of a pipe would wait for whoever writes into it.
    const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
        const { size } = await file.stat().then((stats) => (stats.isFile() ? stats : { size: undefined }));
        if (size === undefined) throw new Failure(`read ${path}: it isn't a regular file.`);
        const bytes = new Uint8Array(size);
        let used = 0;
        while (used < size) {
            const { bytesRead } = await file.read(bytes, used, Math.min(size - used, 1 << 30));
            if (bytesRead === 0) break;
            used += bytesRead;
        }
        return bytes.subarray(0, used);
    } finally {
        await file.close();
    }
};
