import type { JsonObject } from "../model/inputs.ts";
import { fieldOf, isJsonObject, itemsOf, scalarText } from "../spec/json.ts";

/** The files of a drive, by path. */
export type DriveFiles = ReadonlyMap<string, Uint8Array>;

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** A file's text; undefined if it isn't UTF-8. */
export const textOf = (bytes: Uint8Array): string | undefined => {
    try {
        return utf8.decode(bytes);
    } catch {
        return undefined;
    }
};

/** A JSON document; undefined if it isn't an object, or not JSON at all. */
export const documentAt = (files: DriveFiles, path: string): JsonObject | undefined => {
    const text = textOf(files.get(path) ?? new Uint8Array());
    try {
        const value: unknown = JSON.parse(text ?? "");
        return isJsonObject(value) ? value : undefined;
    } catch {
        return undefined;
    }
};

/** The folder of the version that a drive is recovered from. */
export const LATEST = "openstack/latest/";

/** The files for the guest that `meta_data.json` lists, and where they are on the drive. */
export const guestFiles = (metaData: JsonObject, files: DriveFiles): ReadonlyMap<string, string> =>
    new Map(
        itemsOf(metaData["files"]).flatMap((file) => {
            const [path, place] = [fieldOf(file, "path"), `openstack${scalarText(fieldOf(file, "content_path"))}`];
            return typeof path === "string" && files.has(place) ? [[path, place] as const] : [];
        }),
    );
