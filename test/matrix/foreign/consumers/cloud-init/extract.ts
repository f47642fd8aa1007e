import { mkdirSync } from "node:fs";
import { extname, join } from "node:path";
import { IMAGE_ENDINGS } from "../../../../../provider/model/volume-name.ts";
import { runEach } from "../../../../foreign/support/batch.ts";
import { findTool, run } from "../../../../foreign/support/tools.ts";

const xorriso = findTool("xorriso", "xorriso");
const mcopy = findTool("mcopy", "mtools");

/** Whether what reads both kinds of image is here. */
export const canExtract: boolean = xorriso !== undefined && mcopy !== undefined;

/** Has foreign tools copy what is on images into folders beside them, and gives the folders, in their order. */
export const extractDrives = async (images: readonly string[]): Promise<readonly string[]> => {
    const folderOf = (image: string): string => `${image}.d`;
    for (const image of images) mkdirSync(folderOf(image));
    const isIso = (image: string): boolean => extname(image) === IMAGE_ENDINGS.iso9660;
    const isos = images
        .filter(isIso)
        .flatMap((image) => ["-indev", `stdio:${image}`, "-extract", "/", folderOf(image)]);
    run(xorriso ?? "", ["-abort_on", "WARNING", "-osirrox", "on:auto_chmod_on", ...isos]);
    const others = images.filter((image) => !isIso(image));
    const ran = await runEach(
        mcopy ?? "",
        others.map((image) => ["-s", "-n", "-i", image, "::*", join(folderOf(image), "/")]),
    );
    const failed = ran.find(({ status }) => status !== 0);
    if (failed !== undefined) throw new Error(`mcopy: ${failed.output}`);
    return images.map(folderOf);
};
