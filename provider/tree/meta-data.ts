import type { Content } from "../formats/entries/content.ts";
import type { JsonObject } from "../model/inputs.ts";
import type { DriveSpec, MetaData, PublicKey } from "../spec/drive-spec.ts";
import { devicesOf } from "./devices.ts";
import { compareBytes } from "./file-tree.ts";
import type { KeyOrder } from "./json.ts";
import { supports, type VersionDate } from "./versions.ts";

/** A file for the guest with its place on the drive. */
export interface Placed {
    readonly path: string;
    /** Relative to `openstack/`, with a leading `/`. */
    readonly contentPath: string;
    readonly content: Content;
}

/** Nova's order of the keys in `meta_data.json`; the program's own keys follow. */
export const META_DATA_ORDER: KeyOrder = {
    keys: [
        "uuid",
        "meta",
        "files",
        "admin_pass",
        "public_keys",
        "keys",
        "hostname",
        "name",
        "launch_index",
        "availability_zone",
        "random_seed",
        "project_id",
        "devices",
        "dedicated_cpus",
    ],
    inside: {
        files: { keys: ["path", "content_path"] },
        keys: { keys: ["name", "type", "data"] },
        devices: {
            keys: [
                ...["vlan", "vf_trusted", "type", "mac", "serial", "path", "share_id", "tag"],
                ...["bus", "address", "tags"],
            ],
        },
    },
};

/** Places files in the order of their guest paths, because Pulumi doesn't preserve the declared order. */
export const placeFiles = (files: DriveSpec["files"]): readonly Placed[] =>
    files
        .toSorted((a, b) => compareBytes(a.path, b.path))
        .map(({ path, content }, index) => ({
            path,
            contentPath: `/content/${String(index).padStart(4, "0")}`,
            content,
        }));

const ofFiles = (files: readonly Placed[]): JsonObject => {
    if (files.length === 0) return {};
    return { files: files.map(({ path, contentPath }) => ({ path, content_path: contentPath })) };
};

const ofKeys = (keys: readonly PublicKey[]): JsonObject => {
    if (keys.length === 0) return {};
    const sorted = keys.toSorted((a, b) => compareBytes(a.name, b.name));
    return {
        public_keys: Object.fromEntries(sorted.map(({ name, data }) => [name, data])),
        keys: sorted.map(({ name, type, data }) => ({ name, type, data })),
    };
};

const ofLaterVersions = (date: VersionDate, data: MetaData): JsonObject => ({
    ...(data.randomSeed !== undefined && supports(date, "randomSeed") ? { random_seed: data.randomSeed } : {}),
    ...(supports(date, "projectId") ? { project_id: data.projectId } : {}),
    ...(supports(date, "devices") ? { devices: devicesOf(date, data.devices) } : {}),
    ...(supports(date, "dedicatedCpus")
        ? { dedicated_cpus: [...new Set(data.dedicatedCpus)].sort((a, b) => a - b) }
        : {}),
});

/** A version's `meta_data.json`. */
export const metaDataOf = (date: VersionDate, data: MetaData, files: readonly Placed[]): JsonObject => ({
    uuid: data.uuid,
    ...(Object.keys(data.meta).length === 0 ? {} : { meta: data.meta }),
    ...ofFiles(files),
    ...(data.adminPassword === undefined ? {} : { admin_pass: data.adminPassword }),
    ...ofKeys(data.publicKeys),
    ...(data.hostname === undefined ? {} : { hostname: data.hostname }),
    ...(data.name === undefined ? {} : { name: data.name }),
    launch_index: data.launchIndex,
    availability_zone: data.availabilityZone,
    ...ofLaterVersions(date, data),
    ...data.extra,
});
