import type { Problem } from "../provider/model/problem.ts";
import { excessOf, MAX_DOCUMENT } from "../provider/view/excess.ts";
import { withoutSecrets } from "../provider/view/without-secrets.ts";
import { parseJson } from "./io/json.ts";
import type { ImageContents, ImageFile } from "./open-image.ts";

/** Replaces a secret. */
const HIDDEN = "(hidden)";

/** A JSON document in an image. */
export interface FoundDocument {
    readonly path: string;
    readonly value: unknown;
}

/** The `meta_data.json` of the newest version, parsed and without its secrets. */
export type FoundMetaData = FoundDocument;

/** The JSON document in a file, or why it can't be shown. */
const readDocument = (file: Pick<ImageFile, "path" | "size" | "content">): FoundDocument | Problem => {
    const { path, size } = file;
    if (size > MAX_DOCUMENT) return { path, reason: `is larger than ${MAX_DOCUMENT} bytes` };
    const parsed = parseJson(file.content);
    if (!parsed.ok) return { path, reason: parsed.reason };
    const reason = excessOf(parsed.value);
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
