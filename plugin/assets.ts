import type { RawInputs } from "../provider/model/inputs.ts";
import { isMap } from "./properties.ts";

const KEYS = ["files", "rootFiles"];

const ofFile = (file: unknown): unknown => {
    if (!isMap(file) || file["asset"] === undefined) return file;
    return Object.keys(file).length === 1 ? file["asset"] : file;
};

const ofFiles = (files: unknown): unknown =>
    isMap(files) ? Object.fromEntries(Object.entries(files).map(([path, file]) => [path, ofFile(file)])) : files;

/**
 * Inputs in which a file is an asset itself. Programs write `{ asset: … }`, because several languages have no type that
 * is an object or an asset.
 */
export const unwrapAssets = (inputs: RawInputs): RawInputs =>
    Object.fromEntries(
        Object.entries(inputs).map(([key, value]) => [key, KEYS.includes(key) ? ofFiles(value) : value]),
    );
