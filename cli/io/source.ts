import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { Failure } from "../../provider/files/failure.ts";
import type { Io } from "./io.ts";

/** Means standard input or output. */
export const STANDARD = "-";

/** A source's name in messages. */
export const nameOf = (path: string): string => (path === STANDARD ? "standard input" : path);

/** Reads a regular file, or standard input for `-`. Rejects pipes and devices, which might never end. */
export const readSource = async (path: string, io: Io): Promise<Uint8Array> => {
    if (path === STANDARD) return io.readStandardInput();
    // Otherwise opening a pipe would block until something opens it for writing.
    const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
        const stats = await file.stat();
        if (!stats.isFile()) throw new Failure(`read ${path}: it isn't a regular file.`);
        const bytes = new Uint8Array(stats.size);
        let used = 0;
        while (used < bytes.length) {
            const { bytesRead } = await file.read(bytes, used, Math.min(bytes.length - used, 1 << 30));
            if (bytesRead === 0) break;
            used += bytesRead;
        }
        return bytes.subarray(0, used);
    } finally {
        await file.close();
    }
};
