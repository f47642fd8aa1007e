import { readFileSync } from "node:fs";
import { run } from "../run.mjs";

/**
 * Unpacks a tar.gz archive into a folder. It has no path for tar to read: Windows has two tars, which read them
 * differently.
 *
 * @param {string} archive
 * @param {string} folder
 */
export function unpack(archive, folder) {
    return run("tar", ["-xzf", "-"], { cwd: folder, input: readFileSync(archive) });
}
