import { readImage } from "../image/read.ts";
import { isImageError, sha256Of } from "../image/write.ts";
import type { State } from "../model/state.ts";
import type { HostHandle } from "./pool.ts";
import { downloadVolume } from "./store.ts";

/** The part of a state that says which bytes its volume should hold. */
type Stored = Pick<State, "volumeKey" | "imageSize" | "storedSize" | "storedDigest" | "contents">;

/** Most files that a message names. */
const MAX_NAMED = 3;

/** Planned files that an image lacks or has with other content; undefined if it can't be read. */
const findAltered = (image: Uint8Array, planned: State["contents"]): readonly string[] | undefined => {
    try {
        const found = new Map(readImage(image).files.map(({ path, content }) => [path, content]));
        return Object.entries(planned).flatMap(([path, file]) => {
            const content = found.get(path);
            return content !== undefined && sha256Of([content]) === file.sha256 ? [] : [path];
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
 * Downloads a volume and compares its bytes with those that were stored. If they differ, reads the image to name the
 * files that differ. Empty if nothing differs, or if an older version recorded nothing to compare with.
 */
export const inspectContent = async (host: HostHandle, stored: Stored): Promise<string> => {
    const { volumeKey, imageSize, storedSize, storedDigest, contents } = stored;
    if (storedSize === undefined || storedDigest === undefined) return "";
    const used = await downloadVolume(host, volumeKey, storedSize);
    if (used === undefined) return "volume missing";
    if (sha256Of([used]) === storedDigest) return "";
    const whole = storedSize === imageSize ? used : await downloadVolume(host, volumeKey, imageSize);
    return whole === undefined ? "volume missing" : describe(findAltered(whole, contents));
};
