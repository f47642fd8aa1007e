import { isDeepStrictEqual } from "node:util";
import type { RawInputs } from "../provider/model/inputs.ts";
import { isMap } from "./properties.ts";

/** How a property changes. */
export type Change = "add" | "delete" | "update";

/** Changes by property path, in the engine's notation: `files["/etc/motd"].content`, `networkData.links[0].type`. */
export type DetailedDiff = ReadonlyMap<string, Change>;

const NAME = /^[A-Za-z_$][\w$]*$/;

const memberPath = (path: string, key: string): string => {
    if (!NAME.test(key)) return `${path}[${JSON.stringify(key)}]`;
    return path === "" ? key : `${path}.${key}`;
};

const changeOf = (old: unknown, now: unknown): Change => {
    if (old === undefined) return "add";
    return now === undefined ? "delete" : "update";
};

const compare = (path: string, old: unknown, now: unknown, found: Map<string, Change>): void => {
    if (isDeepStrictEqual(old, now)) return;
    if (isMap(old) && isMap(now)) {
        for (const key of new Set([...Object.keys(old), ...Object.keys(now)])) {
            compare(memberPath(path, key), old[key], now[key], found);
        }
    } else if (Array.isArray(old) && Array.isArray(now)) {
        const length = Math.max(old.length, now.length);
        for (let index = 0; index < length; index++) compare(`${path}[${index}]`, old[index], now[index], found);
    } else {
        found.set(path, changeOf(old, now));
    }
};

/** What changes between two declarations, value by value. */
export const detailedDiff = (olds: RawInputs, news: RawInputs): DetailedDiff => {
    const found = new Map<string, Change>();
    compare("", olds, news, found);
    return found;
};
