import { createHmac } from "node:crypto";
import { canonicalJson } from "../model/canonical.ts";
import { hasUnknown, UNKNOWN } from "../model/unknown.ts";

const HASHED = /^hmac-sha256:[0-9a-f]{64}$/;

/**
 * The declared triggers as the state keeps them: their digest, since only a change matters. The seed keys it: Pulumi
 * prints the outputs of a resource in its debug log, secret ones too, and a trigger can be short enough to guess. With
 * `ignoreChanges` the engine passes the digest of the last run.
 *
 * @param seed The drive's seed; without one the key is empty.
 */
export const digestTriggers = (triggers: unknown, seed: unknown): string => {
    if (hasUnknown([triggers, seed])) return UNKNOWN;
    if (typeof triggers === "string" && HASHED.test(triggers)) return triggers;
    const key = typeof seed === "string" ? seed : "";
    return `hmac-sha256:${createHmac("sha256", key).update(canonicalJson(triggers)).digest("hex")}`;
};
