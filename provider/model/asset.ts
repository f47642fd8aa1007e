import { SIGNATURE } from "./secrets.ts";

const ASSET = "c44067f5952c0a294b673a41bacd8c17";
const ARCHIVE = "0def7320c3a5731c473e5ecbe6d01bc7";

/** What Pulumi's engine passes for an asset; of an earlier run often only the hash. */
export interface Asset {
    /** Hex SHA-256 of the content; absent for one that no engine has seen. */
    readonly hash?: string;
    readonly path?: string;
    readonly text?: string;
    readonly uri?: string;
}

const memberOf = (value: unknown, key: string): unknown =>
    typeof value === "object" && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;

const textOf = (value: unknown, key: string): Record<string, string> => {
    const member = memberOf(value, key);
    return typeof member === "string" ? { [key]: member } : {};
};

/** Whether a value is a Pulumi archive, from the engine or in the program. */
export const isArchive = (value: unknown): boolean =>
    memberOf(value, SIGNATURE) === ARCHIVE || memberOf(value, "__pulumiArchive") === true;

/** A Pulumi asset, from the engine or in the program; undefined if the value is none. */
export const assetOf = (value: unknown): Asset | undefined => {
    const isAsset = memberOf(value, SIGNATURE) === ASSET || memberOf(value, "__pulumiAsset") === true;
    if (!isAsset) return undefined;
    return Object.assign({}, ...["hash", "path", "text", "uri"].map((key) => textOf(value, key)));
};

/**
 * Files without where they are: a file with the same hash is the same, in another checkout or on another machine. A text
 * isn't the same as a file: an image's digest counts the bytes of one, and the hash of the other.
 */
export const withoutPaths = (files: unknown): unknown => {
    if (typeof files !== "object" || files === null || Array.isArray(files)) return files;
    return Object.fromEntries(
        Object.entries(files).map(([path, file]: [string, unknown]) => {
            const { hash, path: place } = assetOf(file) ?? {};
            return [path, hash === undefined ? file : { [SIGNATURE]: ASSET, hash, isFile: place !== undefined }];
        }),
    );
};
