import { closeSync, ftruncateSync, openSync, writevSync } from "node:fs";
import { join } from "node:path";
import { writeImage } from "../../../../provider/image/write.ts";
import type { ContentInputs } from "../../../../provider/model/inputs.ts";
import { IMAGE_ENDINGS } from "../../../../provider/model/volume-name.ts";
import { parseSpec } from "../../../../provider/spec/parse.ts";
import { layOut } from "../../../../provider/tree/lay-out.ts";
import { inMemory } from "../../../support/in-memory.ts";

/** The id of the drives whose declaration has none. */
export const UUID = "83679162-1378-4288-a2d4-70e13ec132aa";

/** Builds the image that a declaration makes, as a file; the way of the provider up to its upload. */
export const writeDrive = (folder: string, name: string, inputs: ContentInputs): string => {
    const parsed = parseSpec({ ...inputs }, UUID);
    if (parsed.kind !== "spec") throw new Error(`${name} is no drive: ${JSON.stringify(parsed)}`);
    const { format } = parsed.spec;
    const { chunks, size } = writeImage(layOut(parsed.spec), parsed.spec);
    const path = join(folder, `${name}${IMAGE_ENDINGS[format]}`);
    const file = openSync(path, "w");
    for (let first = 0; first < chunks.length; first += 1000)
        writevSync(file, chunks.slice(first, first + 1000).map(inMemory));
    ftruncateSync(file, size);
    closeSync(file);
    return path;
};
