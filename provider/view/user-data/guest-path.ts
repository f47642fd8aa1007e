import { posix } from "node:path";

/** PATH_MAX of Linux. */
const LONGEST = 4096;

/** The path of a file in a guest; undefined if it can't be one, or is an address, which can have a password. */
export const guestPath = (path: unknown): string | undefined => {
    if (typeof path !== "string" || path.length > LONGEST || path.includes("://")) return undefined;
    return posix.resolve("/", path);
};
