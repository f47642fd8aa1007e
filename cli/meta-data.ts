import type { Problem } from "../provider/spec/problem.ts";
import type { ImageContents } from "./image.ts";
import { parseJson } from "./json.ts";

/** What stands in the place of a secret. */
const HIDDEN = "(hidden)";
const SECRETS: readonly string[] = ["admin_pass", "random_seed"];

/** Real ones have a few kilobytes and a few levels. */
const MAX_SIZE = 1024 * 1024;
const MAX_DEPTH = 64;

const depthOf = (value: unknown): number => {
    let depth = 0;
    let level: readonly unknown[] = [value];
    while (level.length > 0 && depth <= MAX_DEPTH) {
        level = level.flatMap((item) => (typeof item === "object" && item !== null ? Object.values(item) : []));
        depth += 1;
    }
    return depth;
};

const withoutSecrets = (value: unknown): unknown => {
    if (typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) return value.map(withoutSecrets);
    const entries = Object.entries(value).map(([key, item]) => [
        key,
        SECRETS.includes(key) ? HIDDEN : withoutSecrets(item),
    ]);
    return Object.fromEntries(entries);
};

/** The `meta_data.json` of the newest version, parsed and without its secrets; undefined where there is none. */
export interface FoundMetaData {
    readonly path: string;
    readonly value: unknown;
}

/** Looks for OpenStack's metadata in an image. */
export const findMetaData = ({ files }: ImageContents): FoundMetaData | Problem | undefined => {
    // "latest" sorts behind every date.
    const found = files.findLast(({ path }) => /^openstack\/[^/]+\/meta_data\.json$/.test(path));
    if (found === undefined) return undefined;
    const { path, content } = found;
    if (content.length > MAX_SIZE) return { path, reason: `is larger than ${MAX_SIZE} bytes` };
    const parsed = parseJson(content);
    if (!parsed.ok) return { path, reason: parsed.reason };
    if (depthOf(parsed.value) > MAX_DEPTH) return { path, reason: `is nested deeper than ${MAX_DEPTH} levels` };
    return { path, value: withoutSecrets(parsed.value) };
};
