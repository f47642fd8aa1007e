import { entriesOf, fieldOf, isObject } from "../../spec/json.ts";
import type { Part } from "./part.ts";

/** The input that a part is from, the one that overrides the others first: `_get_instance_configs` in cloudinit/helpers.py. */
export type Origin = "userData" | "vendorData2" | "vendorData";

const ORIGINS: readonly Origin[] = ["userData", "vendorData2", "vendorData"];

/** A part, and the input that it is from. */
export interface OwnedPart extends Part {
    readonly origin: Origin;
}

/** Lists and mappings of a part that the guest drops, since a later part has the same keys. */
export interface Replacement {
    readonly origin: Origin;
    readonly of: OwnedPart;
    readonly by: OwnedPart;
    readonly keys: readonly string[];
}

/** Parts as cloud-init merges them. */
export interface Merged {
    /** In the same order, without what cloud-init drops of them. */
    readonly parts: readonly OwnedPart[];
    readonly replacements: readonly Replacement[];
}

const isCloudConfig = ({ config }: Part): boolean => config?.kind === "cloud-config";

/** Whether a part says itself how it is merged: `_extract_mergers` in cloudinit/handlers/cloud_config.py. */
const hasMergers = ({ config, hasMergeType }: Part): boolean =>
    hasMergeType === true ||
    ["merge_how", "merge_type"].some((key) => (fieldOf(config?.value, key) ?? undefined) !== undefined);

const isCollection = (value: unknown): boolean =>
    typeof value === "object" && value !== null && Object.keys(value).length > 0;

/** A part without some keys. */
const without = (part: OwnedPart, isDropped: (key: string, value: unknown) => boolean): OwnedPart => {
    const entries = entriesOf(part.config?.value);
    if (!entries.some(([key, value]) => isDropped(key, value))) return part;
    const value = Object.fromEntries(entries.filter(([key, each]) => !isDropped(key, each)));
    return { ...part, config: { kind: "cloud-config", value } };
};

const replacementsOf = (of: OwnedPart, later: ReadonlyMap<string, OwnedPart>): readonly Replacement[] => {
    const byPart = new Map<OwnedPart, string[]>();
    for (const [key, value] of entriesOf(of.config?.value)) {
        const by = later.get(key);
        if (by === undefined || !isCollection(value)) continue;
        const keys = byPart.get(by) ?? [];
        keys.push(key);
        byPart.set(by, keys);
    }
    return [...byPart].map(([by, keys]) => ({ origin: of.origin, of, by, keys }));
};

/**
 * Each key of a part replaces that of earlier ones, unless the part says how it is merged. Then both are kept here: what
 * is shown is never too little.
 */
const mergedIn = (parts: readonly OwnedPart[]): Merged => {
    const later = new Map<string, OwnedPart>();
    const merged: OwnedPart[] = [];
    const replacements: Replacement[] = [];
    for (const part of parts.toReversed()) {
        replacements.unshift(...replacementsOf(part, later));
        merged.unshift(without(part, (key) => later.has(key)));
        if (hasMergers(part)) continue;
        for (const [key] of entriesOf(part.config?.value)) if (!later.has(key)) later.set(key, part);
    }
    return { parts: merged, replacements };
};

/** Whether values under a key are mappings, which are merged between inputs: `mergemanydict` in cloudinit/util.py. */
const mappingsIn = (parts: readonly OwnedPart[]): readonly (readonly [key: string, isMapping: boolean])[] =>
    parts.flatMap(({ config }) => entriesOf(config?.value).map(([key, value]) => [key, isObject(value)] as const));

/** What the guest ends up with, of all cloud-configs of a drive. */
export const merge = (all: readonly OwnedPart[]): Merged => {
    const known = new Map<string, boolean>();
    const merged = new Map<OwnedPart, OwnedPart>();
    const replacements: Replacement[] = [];
    for (const origin of ORIGINS) {
        const own = all.filter((part) => part.origin === origin && isCloudConfig(part));
        const found = mergedIn(own);
        replacements.push(...found.replacements);
        const kept = found.parts.map((part) =>
            without(part, (key, value) => known.has(key) && !(known.get(key) === true && isObject(value))),
        );
        for (const [index, part] of own.entries()) merged.set(part, kept[index] ?? part);
        for (const [key, isMapping] of mappingsIn(kept)) if (!known.has(key)) known.set(key, isMapping);
    }
    return { parts: all.map((part) => merged.get(part) ?? part), replacements };
};
