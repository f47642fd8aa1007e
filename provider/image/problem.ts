import type { Problem } from "../model/problem.ts";
import type { DriveSpec } from "../spec/parse.ts";
import { showPath } from "../spec/path.ts";
import { placeFiles } from "../tree/meta-data.ts";
import { isImageError } from "./write.ts";

/** The input that a path of the image, or everything below it, comes from; empty for the documents and for none. */
const inputOf = (path: string, { files, rootFiles }: DriveSpec): string => {
    if (path === "") return "";
    const own = rootFiles.find((file) => file.path === path || file.path.startsWith(`${path}/`));
    if (own !== undefined) return showPath(["rootFiles", own.path]);
    const placed = placeFiles(files).find(({ contentPath }) => path === `openstack${contentPath}`);
    return placed === undefined ? "" : showPath(["files", placed.path]);
};

/** What the image's format can't hold, in terms of the declaration; any other error is thrown on. */
export const imageProblem = (error: unknown, spec: DriveSpec): Problem => {
    if (!isImageError(error)) throw error;
    return { path: inputOf(error.path, spec), reason: error.message };
};
