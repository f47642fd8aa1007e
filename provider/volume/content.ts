import { readImage } from "../image/read.ts";
import { isImageError, sha256Of } from "../image/write.ts";
import type { State } from "../model/state.ts";
import type { HostHandle } from "./pool.ts";
import { downloadVolume } from "./store.ts";

/** What of a state tells the bytes that its volume should hold. */
type Stored = Pick<State, "volumeKey" | "imageSize" | "storedSize" | "storedDigest" | "contents">;

/** As many as help; a message isn't a list of files. */
const MAX_NAMED = 3;

/** Those of the planned files that an image lacks or has with another content; undefined where it can't be read. */
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
 * Compares the bytes of a volume with those that were stored: downloads them, and where they differ reads the image to
 * say which files do. Empty when all is as it was stored, or when an older version kept nothing to compare with.
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
