import { constants, type Stats } from "node:fs";
import { open, stat } from "node:fs/promises";
import { Failure, isSystemError } from "../../provider/files/failure.ts";
import { kindOf } from "../../provider/files/kind.ts";
import type { Io } from "./io.ts";

/** Means standard input or output. */
export const STANDARD = "-";

/** A source's name in messages. */
export const nameOf = (path: string): string => (path === STANDARD ? "standard input" : path);

const notAFile = (path: string, stats: Stats): Failure => {
    const isStream = !stats.isDirectory() && !stats.isSocket();
    const advice = isStream ? "Redirect it to standard input, and name - as the file." : "Name a file.";
    return new Failure(`read ${path}: it is ${kindOf(stats)}. ${advice}`);
};

/** Reads a regular file, or standard input for `-`. Rejects pipes and devices, which might never end. */
export const readSource = async (path: string, io: Io): Promise<Uint8Array> => {
    if (path === STANDARD) return io.readStandardInput();
    // Otherwise opening a pipe would block until something opens it for writing.
    const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)).catch(async (error: unknown) => {
        // open(2): the path is a socket, or a device without hardware.
        throw isSystemError(error) && error.code === "ENXIO" ? notAFile(path, await stat(path)) : error;
    });
    try {
        const stats = await file.stat();
        if (!stats.isFile()) throw notAFile(path, stats);
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
