import { createHmac } from "node:crypto";
import { isBytes } from "../formats/entries/content.ts";
import { sha256Of } from "../image/write.ts";
import type { Planned, PlannedFile } from "../model/state.ts";
import { saltProblem } from "../spec/meta-data.ts";
import type { FileTree, TreeFile } from "../tree/file-tree.ts";

/** Dated versions contain what `latest` does, minus later additions. A plan that lists them all is unreadable. */
const DATED = /^(openstack|ec2)\/\d{4}-\d{2}-\d{2}\//;

/** The path is part of it: equal files get different digests, so a digest doesn't reveal that two secrets are equal. */
const keyedDigest = (seed: string, path: string, sha256: string): string =>
    createHmac("sha256", seed)
        .update(JSON.stringify([path, sha256]))
        .digest("hex");

/**
 * What a preview shows of a drive's files.
 *
 * Without a seed that nobody can guess, files with secrets aren't listed. The image's digest isn't keyed then either,
 * but it covers all secrets at once. The digest of a file would allow guessing each of them separately.
 *
 * @param seed Base64; undefined for a drive without one.
 */
export const contentsOf = (tree: FileTree, seed: string | undefined): Planned["contents"] => {
    const key = saltProblem(seed) === undefined ? seed : undefined;
    const describe = ({ path, content, holds }: TreeFile): PlannedFile | undefined => {
        if (holds === "nothing" || DATED.test(path)) return undefined;
        const sha256 = isBytes(content) ? sha256Of([content]) : content.sha256;
        if (holds === "plain") return { size: content.length, sha256 };
        return key === undefined ? undefined : { hmacSha256: keyedDigest(key, path, sha256) };
    };
    return Object.fromEntries(
        tree.flatMap((file) => {
            const described = describe(file);
            return described === undefined ? [] : [[file.path, described]];
        }),
    );
};
