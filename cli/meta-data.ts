import type { Problem } from "../provider/model/problem.ts";
import { parseJson } from "./io/json.ts";
import type { ImageContents, ImageFile } from "./open-image.ts";

/** Replaces a secret. */
const HIDDEN = "(hidden)";
const HIDDEN_KEYS: readonly string[] = ["admin_pass", "random_seed"];

/** Real metadata has a few kilobytes, a few levels and some dozens of values. */
const MAX_SIZE = 1024 * 1024;
const MAX_DEPTH = 64;
/** Once indented, a two-byte value on the last level takes hundreds of bytes. */
const MAX_VALUES = 10_000;

/** A JSON document in an image. */
export interface FoundDocument {
    readonly path: string;
    readonly value: unknown;
}

/** The `meta_data.json` of the newest version, parsed and without its secrets. */
export type FoundMetaData = FoundDocument;

/** Why a document is too large to show; undefined if it isn't. */
const excess = (value: unknown): string | undefined => {
    let level: readonly unknown[] = [value];
    let values = 1;
    for (let depth = 0; level.length > 0; depth += 1) {
        if (depth > MAX_DEPTH) return `is nested deeper than ${MAX_DEPTH} levels`;
        if (values > MAX_VALUES) return `has more than ${MAX_VALUES} values`;
        level = level.flatMap((item) => (typeof item === "object" && item !== null ? Object.values(item) : []));
        values += level.length;
    }
    return undefined;
};

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

/** The JSON document in a file, or why it can't be shown. */
const readDocument = (file: Pick<ImageFile, "path" | "size" | "content">): FoundDocument | Problem => {
    const { path, size } = file;
    if (size > MAX_SIZE) return { path, reason: `is larger than ${MAX_SIZE} bytes` };
    const parsed = parseJson(file.content);
    if (!parsed.ok) return { path, reason: parsed.reason };
    const reason = excess(parsed.value);
    return reason === undefined ? { path, value: parsed.value } : { path, reason };
};

/** The parsed metadata in a file without its secrets, or why it can't be shown. */
export const readMetaData = (
    file: Pick<ImageFile, "path" | "size" | "content">,
    hide: (secret: unknown) => string,
): FoundMetaData | Problem => {
    const read = readDocument(file);
    return "reason" in read ? read : { ...read, value: withoutSecrets(read.value, hide) };
};

/** OpenStack's file of a name in the newest version that has it. */
const newest = ({ files }: ImageContents, name: string): ImageFile | undefined =>
    // "latest" sorts after every date.
    files.findLast(({ path }) => /^openstack\/[^/]+\/[^/]+$/.test(path) && path.endsWith(`/${name}`));

/** Finds OpenStack's metadata in an image; undefined if it has none. */
export const findMetaData = (contents: ImageContents): FoundMetaData | Problem | undefined => {
    const found = newest(contents, "meta_data.json");
    return found && readMetaData(found, () => HIDDEN);
};

/** Finds OpenStack's description of the network in an image, which has no secrets; undefined if it has none. */
export const findNetworkData = (contents: ImageContents): FoundDocument | Problem | undefined => {
    const found = newest(contents, "network_data.json");
    return found && readDocument(found);
};
