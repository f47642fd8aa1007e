import { constants } from "node:fs";

/**
 * Flags to open any path for reading: otherwise opening a pipe would block until something opens it for writing. Windows
 * has no such flag.
 */
export const READ_AT_ONCE: number = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);
