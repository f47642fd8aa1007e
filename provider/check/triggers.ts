import { createHash } from "node:crypto";
import { hasUnknown, UNKNOWN } from "../model/unknown.ts";

const HASHED = /^sha256:[0-9a-f]{64}$/;

/** The engine doesn't keep the order of keys. */
const inOrder = (_key: string, value: unknown): unknown =>
    typeof value === "object" && value !== null && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
        : value;

/**
 * The declared triggers as the state keeps them: their hash, since only a change matters. With `ignoreChanges` the
 * engine passes the hash of the last run.
 */
export const hashTriggers = (triggers: unknown): string => {
    if (hasUnknown(triggers)) return UNKNOWN;
    if (typeof triggers === "string" && HASHED.test(triggers)) return triggers;
    return `sha256:${createHash("sha256").update(JSON.stringify(triggers, inOrder)).digest("hex")}`;
};
