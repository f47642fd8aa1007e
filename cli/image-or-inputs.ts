import type { Source } from "../provider/formats/bytes/source.ts";
import { isBinary, type ParsedInputs, parseInputs } from "./io/inputs.ts";
import type { Io } from "./io/io.ts";
import { openSource } from "./io/source.ts";
import { isImage } from "./open-image.ts";

/** What to do with each kind of file that describes a drive. */
export interface Uses<T> {
    /** The file is open until the promise settles. It isn't necessarily an image that can be read. */
    readonly image: (source: Source) => Promise<T>;
    readonly inputs: (parsed: ParsedInputs) => Promise<T>;
}

/** Opens a file that is an image, or the inputs of one. */
export const withImageOrInputs = async <T>(path: string, io: Io, uses: Uses<T>): Promise<T> => {
    await using opened = await openSource(path, io);
    const { source } = opened;
    if (source.size === 0 || isImage(source) || isBinary(source)) return await uses.image(source);
    return await uses.inputs(await parseInputs(path, source));
};
