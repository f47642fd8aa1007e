/*
 * What the writers write and the readers read, the same for all: more than any drive has, few enough to hold in memory.
 * The standard's own limits are beside the fields that set them.
 */

/** Most entries of one image, files and directories together. */
export const MAX_ENTRIES = 65_536;
/** Most characters that all paths have together, in units of UTF-16. */
export const MAX_PATH_CHARACTERS: number = 4 * 1024 * 1024;
/** Linux's PATH_MAX without its final NUL: a longer path can't be opened. */
export const MAX_PATH = 4095;
