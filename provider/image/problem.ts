import type { Problem } from "../model/problem.ts";
import type { DriveSpec } from "../spec/parse.ts";
import { showPath } from "../spec/path.ts";
import { placeFiles } from "../tree/meta-data.ts";
import { isImageError } from "./write.ts";

/** The input behind a path of the image, or behind everything below it; empty for generated documents and no path. */
const inputOf = (path: string, { files, rootFiles }: DriveSpec): string => {
    if (path === "") return "";
    const own = rootFiles.find((file) => file.path === path || file.path.startsWith(`${path}/`));
    if (own !== undefined) return showPath(["rootFiles", own.path]);
    const placed = placeFiles(files).find(({ contentPath }) => path === `openstack${contentPath}`);
    return placed === undefined ? "" : showPath(["files", placed.path]);
};

/** Turns an error of the image's format into a problem of the declaration; throws any other error again. */
export const imageProblem = (error: unknown, spec: DriveSpec): Problem => {
    if (!isImageError(error)) throw error;
    return { path: inputOf(error.path, spec), reason: error.message };
};
