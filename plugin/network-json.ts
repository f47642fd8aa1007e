import type { Properties } from "./properties.ts";
import { mapValue } from "./properties.ts";

const KEY = "networkData";

/** What isn't JSON stays as it is, for the check to reject. */
const parsed = (value: unknown): unknown => {
    if (typeof value !== "string") return value;
    try {
        return JSON.parse(value);
    } catch {
        return value;
    }
};

/**
 * Properties whose network data is an object. Programs can also write it as JSON, e.g. with keys of their own, which
 * several languages' types don't allow. A secret stays one.
 */
export const parseNetworkData = (given: Properties): Properties => {
    const { plain, marked } = given;
    if (typeof plain[KEY] !== "string") return given;
    return {
        plain: { ...plain, [KEY]: parsed(plain[KEY]) },
        marked: { ...marked, [KEY]: mapValue(marked[KEY], parsed) },
    };
};
