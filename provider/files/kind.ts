import type { Stats } from "node:fs";

/** What exists at a path if it isn't a regular file, for a message. */
export const kindOf = (stats: Stats): string => {
    if (stats.isDirectory()) return "a directory";
    if (stats.isFIFO()) return "a pipe";
    if (stats.isSocket()) return "a socket";
    return "a device";
};
