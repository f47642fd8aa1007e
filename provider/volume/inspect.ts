import { readImage } from "../image/read.ts";
import { isImageError, sha256Of } from "../image/write.ts";
import type { State } from "../model/state.ts";
import { digestVolume, downloadVolume } from "./download.ts";
import { lookupVolume, sizeOf } from "./find.ts";
import type { HostHandle } from "./host.ts";
import { findPool } from "./pool.ts";

/** The part of a state that says which bytes its volume should hold. */
type Stored = Pick<State, "volumeKey" | "imageSize" | "storedSize" | "storedDigest" | "contents">;

/** Most files that a message names. */
const MAX_NAMED = 3;

/** Bytes of the largest image that is read again to name the files that were altered. */
const MAX_SEARCHED = 128 * 1024 * 1024;

/**
 * Planned files that an image lacks or has with other content; undefined if it can't be read. Of files with secrets
 * only a lack is known: the seed that keys their digests isn't in the state.
 */
const findAltered = (image: Uint8Array, planned: State["contents"]): readonly string[] | undefined => {
    try {
        const found = new Map(readImage(image).files.map(({ path, content }) => [path, content]));
        return Object.entries(planned).flatMap(([path, file]) => {
            const content = found.get(path);
            const isPlanned = content !== undefined && (!("sha256" in file) || sha256Of([content]) === file.sha256);
            return isPlanned ? [] : [path];
        });
    } catch (error) {
        if (!isImageError(error)) throw error;
        return undefined;
    }
};

const describe = (altered: readonly string[] | undefined): string => {
    if (altered === undefined) return "volume holds no readable image";
    if (altered.length === 0) return "volume altered";
    const more = altered.length > MAX_NAMED ? ` and ${altered.length - MAX_NAMED} more` : "";
    return `volume altered: ${altered.slice(0, MAX_NAMED).join(" ")}${more}`;
};

/**
 * Compares a volume's bytes with those that were stored. If they differ, reads the image, unless it is very large, to
 * name the files that differ. Empty if nothing differs, or if an older version recorded nothing to compare with.
 */
export const inspectContent = async (host: HostHandle, stored: Stored): Promise<string> => {
    const { volumeKey, imageSize, storedSize, storedDigest, contents } = stored;
    if (storedSize === undefined || storedDigest === undefined) return "";
    const digest = await digestVolume(host, volumeKey, storedSize);
    if (digest === undefined) return "volume missing";
    if (digest === storedDigest) return "";
    if (imageSize > MAX_SEARCHED) return describe([]);
    const whole = await downloadVolume(host, volumeKey, imageSize);
    return whole === undefined ? "volume missing" : describe(findAltered(whole, contents));
};

/** Describes what is wrong with a volume; empty if it exists with the size it should have. */
export const inspectVolume = async (host: HostHandle, pool: string, key: string, size: number): Promise<string> => {
    const volume = await lookupVolume(host, key);
    if (volume === undefined) {
        const ref = await findPool(host, pool);
        if (ref === undefined) return "pool missing";
        return (await host.client.storagePoolIsActive(ref, { signal: host.signal }))
            ? "volume missing"
            : "pool inactive";
    }
    const found = await sizeOf(host, volume);
    if (found === undefined) return "volume missing";
    return found >= size ? "" : `volume has ${found} bytes instead of ${size}`;
};
