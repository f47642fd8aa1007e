import type { Problem } from "../provider/model/problem.ts";
import { excessOf, MAX_DOCUMENT } from "../provider/view/excess.ts";
import { parseJson } from "./io/json.ts";
import type { ImageContents, ImageFile } from "./open-image.ts";

/** Replaces a secret. */
const HIDDEN = "(hidden)";
const HIDDEN_KEYS: readonly string[] = ["admin_pass", "random_seed"];

/** The `meta_data.json` of the newest version, parsed and without its secrets. */
export interface FoundMetaData {
    readonly path: string;
    readonly value: unknown;
}

/** The same document with its secrets replaced. */
const withoutSecrets = (value: unknown, hide: (secret: unknown) => string): unknown => {
    if (typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) return value.map((item) => withoutSecrets(item, hide));
    const entries = Object.entries(value).map(([key, item]) => [
        key,
        HIDDEN_KEYS.includes(key) ? hide(item) : withoutSecrets(item, hide),
    ]);
    return Object.fromEntries(entries);
};

/** The parsed metadata in a file without its secrets, or why it can't be shown. */
export const readMetaData = (
    file: Pick<ImageFile, "path" | "size" | "content">,
    hide: (secret: unknown) => string,
): FoundMetaData | Problem => {
    const { path, size } = file;
    if (size > MAX_DOCUMENT) return { path, reason: `is larger than ${MAX_DOCUMENT} bytes` };
    const parsed = parseJson(file.content);
    if (!parsed.ok) return { path, reason: parsed.reason };
    const reason = excessOf(parsed.value);
    if (reason !== undefined) return { path, reason };
    return { path, value: withoutSecrets(parsed.value, hide) };
};

/** Finds OpenStack's metadata in an image; undefined if it has none. */
export const findMetaData = ({ files }: ImageContents): FoundMetaData | Problem | undefined => {
    // "latest" sorts after every date.
    const found = files.findLast(({ path }) => /^openstack\/[^/]+\/meta_data\.json$/.test(path));
    return found && readMetaData(found, () => HIDDEN);
};
