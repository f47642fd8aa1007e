import { z } from "zod";
import type { JsonObject, RawInputs } from "../model/inputs.ts";
import type { Problem } from "../model/problem.ts";
import { UNKNOWN } from "../model/unknown.ts";
import { hostname } from "./hostname.ts";
import { entriesOf, fieldOf } from "./json.ts";
import { showPath } from "./path.ts";
import type { Rule } from "./rule.ts";
import { type Schemas, verbatim } from "./schema.ts";

/** The top-level keys of `meta_data.json` that Nova doesn't have. */
export interface ExtraMetaDataContent {
    readonly extraMetaData: JsonObject | undefined;
}

const zone = { "availability-zone": z.string().nullish() };

/**
 * The schema of the extra keys. cloud-init fails on other types of these: `get_hostname`, `availability_zone` and
 * `canonical_cloud_id` in cloudinit/sources/__init__.py, and `_get_package_mirror_info` in cloudinit/distros/__init__.py.
 */
export const extraMetaDataSchemas: Schemas<ExtraMetaDataContent> = {
    extraMetaData: verbatim(
        z.looseObject({
            ...zone,
            "local-hostname": hostname.nullish(),
            placement: z.looseObject(zone).optional(),
            region: z.string().nullish(),
        }),
    ).optional(),
};

/** Nova's keys, each with its argument. `network_config` is from before `network_data.json`; readers still follow it. */
const ARGUMENTS: ReadonlyMap<string, string> = new Map([
    ["uuid", "uuid"],
    ["meta", "meta"],
    ["files", "files"],
    ["admin_pass", "adminPassword"],
    ["public_keys", "publicKeys"],
    ["keys", "publicKeys"],
    ["hostname", "hostname"],
    ["name", "name"],
    ["launch_index", "launchIndex"],
    ["availability_zone", "availabilityZone"],
    ["random_seed", "randomSeed"],
    ["project_id", "projectId"],
    ["devices", "devices"],
    ["dedicated_cpus", "dedicatedCpus"],
    ["network_config", "networkData"],
]);

const problem = (key: string, reason: string): Problem => ({ path: showPath(["extraMetaData", key]), reason });

const notNovas: Rule = {
    severity: "error",
    find: ({ extraMetaData }) =>
        entriesOf(extraMetaData).flatMap(([key]) => {
            const argument = ARGUMENTS.get(key);
            if (argument === undefined) return [];
            return [problem(key, `is one of OpenStack's keys; use the argument ${argument} instead`)];
        }),
};

/** Why cloud-init doesn't read a key as others would expect; undefined if it does. */
type Reason = (value: unknown, inputs: RawInputs) => string | undefined;

const clashes = (value: unknown, other: unknown): boolean =>
    other !== undefined && other !== null && ![value, other].includes(UNKNOWN) && value !== other;

/** `read_v2` in cloudinit/sources/helpers/openstack.py, and `availability_zone` in cloudinit/sources/__init__.py. */
const REASONS: Readonly<Record<string, Reason>> = {
    "instance-id": () => "cloud-init replaces it with uuid; use the argument uuid instead",
    "local-hostname": (value, { hostname }) =>
        clashes(value, hostname) ? "cloud-init replaces it with hostname; omit one of them" : undefined,
    "availability-zone": (value, { availabilityZone }) =>
        clashes(value, availabilityZone)
            ? "cloud-init uses it instead of availabilityZone; omit one of them"
            : undefined,
    dsmode: () => "cloud-init only reads dsmode in meta; use meta.dsmode instead",
};

const misread: Rule = {
    severity: "warning",
    find: (inputs) =>
        Object.entries(REASONS).flatMap(([key, reasonFor]) => {
            const value = fieldOf(inputs["extraMetaData"], key);
            const reason = value === undefined ? undefined : reasonFor(value, inputs);
            return reason === undefined ? [] : [problem(key, reason)];
        }),
};

/** Go's encoding/json ignores the case of keys, and the last one overrides the others. */
const otherCase: Rule = {
    severity: "warning",
    find: ({ extraMetaData }) =>
        entriesOf(extraMetaData).flatMap(([key]) => {
            const same = key.toLowerCase();
            if (same === key || !ARGUMENTS.has(same)) return [];
            return [
                problem(key, `overrides ${same} in coreos-cloudinit and Talos, which ignore case; use another key`),
            ];
        }),
};

/** The rules about the extra keys of `meta_data.json`. */
export const extraMetaDataRules: readonly Rule[] = [notNovas, misread, otherCase];
