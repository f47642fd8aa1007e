import type { Problem } from "../../model/problem.ts";
import { FORK_KEYS } from "../../spec/user-data/cloud-config/fork-keys.ts";
import { KNOWN_KEYS } from "../../spec/user-data/cloud-config/schema.ts";
import type { Replacement } from "./merged.ts";
import { counted } from "./node.ts";

/** Later ones say nothing new. */
const MOST = 20;

const WHY = "cloud-init merges lists and mappings only with merge_how";

/** Known keys by name; any other can be a secret. */
const namesOf = (keys: readonly string[]): string => {
    const known = keys.filter((key) => KNOWN_KEYS.has(key) || FORK_KEYS.has(key));
    const others = keys.length - known.length;
    const names = [...known, ...(others === 0 ? [] : [counted(others, "other key")])];
    return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
};

/** A warning for each part of which the guest drops something. */
export const replacementWarnings = (replacements: readonly Replacement[]): readonly Problem[] =>
    replacements.slice(0, MOST).map(({ origin, of, by, keys }) => ({
        path: origin,
        reason: `${by.place} replaces ${namesOf(keys)} of ${of.place}: ${WHY}`,
    }));
