import { createHash } from "node:crypto";
import { canonicalJson } from "../model/canonical.ts";
import { hasUnknown, UNKNOWN } from "../model/unknown.ts";

const HASHED = /^sha256:[0-9a-f]{64}$/;

/**
 * The declared triggers as the state keeps them: their hash, since only a change matters. With `ignoreChanges` the
 * engine passes the hash of the last run.
 */
export const hashTriggers = (triggers: unknown): string => {
    if (hasUnknown(triggers)) return UNKNOWN;
    if (typeof triggers === "string" && HASHED.test(triggers)) return triggers;
    return `sha256:${createHash("sha256").update(canonicalJson(triggers)).digest("hex")}`;
};
