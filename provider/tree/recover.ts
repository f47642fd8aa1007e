import { isDeepStrictEqual } from "node:util";
import type { FileContent, Json, JsonObject, RawInputs } from "../model/inputs.ts";
import { entriesOf } from "../spec/json.ts";
import { type DriveFiles, documentAt, guestFiles, LATEST, textOf } from "./documents.ts";

/** A file as a declaration has it: text if it is UTF-8. */
const contentOf = (bytes: Uint8Array): FileContent => {
    const content = textOf(bytes);
    return content === undefined ? { base64: Buffer.from(bytes).toString("base64") } : { content };
};

const DATED = /^openstack\/\d{4}-\d{2}-\d{2}\//;

/** Keys that a declaration omits if they have these values, because the drive has them in any case. */
const IMPLIED: Readonly<Record<string, Json>> = {
    launch_index: 0,
    availability_zone: null,
    project_id: null,
};

/** Inputs by the key of `meta_data.json` that they become. */
const INPUT_OF: Readonly<Record<string, string>> = {
    uuid: "uuid",
    hostname: "hostname",
    name: "name",
    launch_index: "launchIndex",
    availability_zone: "availabilityZone",
    project_id: "projectId",
    meta: "meta",
    public_keys: "publicKeys",
    admin_pass: "adminPassword",
    random_seed: "randomSeed",
    devices: "devices",
    dedicated_cpus: "dedicatedCpus",
};

/** Keys that follow from others, or that no argument declares. */
const DERIVED = ["files", "keys", "network_config"];

/** Keys that OpenStack doesn't have. */
const extraOf = (metaData: JsonObject): RawInputs =>
    Object.fromEntries(
        Object.entries(metaData).filter(([key]) => !Object.hasOwn(INPUT_OF, key) && !DERIVED.includes(key)),
    );

const isEmptyList = (value: Json | undefined): boolean => Array.isArray(value) && value.length === 0;

const isImplied = (key: string, value: Json | undefined, metaData: JsonObject): boolean =>
    isDeepStrictEqual(value, IMPLIED[key]) || isEmptyList(value) || (key === "name" && value === metaData["hostname"]);

/** The inputs that become these keys. A drive without a seed is declared as one. */
const ofMetaData = (metaData: JsonObject): RawInputs => ({
    randomSeed: null,
    ...Object.fromEntries(
        Object.entries(INPUT_OF)
            .filter(([key]) => metaData[key] !== undefined && !isImplied(key, metaData[key], metaData))
            .map(([key, input]) => [input, metaData[key]]),
    ),
});

const contents = (places: Iterable<readonly [string, string]>, files: DriveFiles): RawInputs =>
    Object.fromEntries(Array.from(places, ([path, place]) => [path, contentOf(files.get(place) ?? new Uint8Array())]));

const given = (inputs: RawInputs): RawInputs =>
    Object.fromEntries(Object.entries(inputs).filter(([, value]) => value !== undefined));

const filled = (value: RawInputs): RawInputs | undefined => (entriesOf(value).length === 0 ? undefined : value);

/** User data: the text, or its bytes. */
const userDataOf = (bytes: Uint8Array | undefined): unknown => {
    if (bytes === undefined) return undefined;
    const content = contentOf(bytes);
    return "content" in content ? content.content : content;
};

const vendorDataOf = (files: DriveFiles): RawInputs => {
    const vendorData = filled(documentAt(files, `${LATEST}vendor_data.json`) ?? {});
    const second = documentAt(files, `${LATEST}vendor_data2.json`);
    const isDefault = second === undefined || isDeepStrictEqual(second, { static: vendorData ?? {} });
    return given({ vendorData, vendorData2: isDefault ? undefined : second });
};

/** A drive with metadata. */
const ofFullDrive = (metaData: JsonObject, files: DriveFiles): RawInputs => {
    const ec2 = documentAt(files, "ec2/latest/meta-data.json");
    const isOwn = (path: string): boolean =>
        !path.startsWith("openstack/") && !(ec2 !== undefined && path.startsWith("ec2/"));
    const others = [...files.keys()].filter(isOwn).map((path) => [path, path] as const);
    return given({
        ...ofMetaData(metaData),
        extraMetaData: filled(extraOf(metaData)),
        userData: userDataOf(files.get(`${LATEST}user_data`)),
        ...vendorDataOf(files),
        networkData: filled(documentAt(files, `${LATEST}network_data.json`) ?? {}),
        files: filled(contents(guestFiles(metaData, files), files)),
        ec2,
        rootFiles: filled(contents(others, files)),
        metadataVersions: [...files.keys()].some((path) => DATED.test(path)) ? undefined : "latest",
    });
};

/**
 * The inputs that describe what is on a drive, by whichever program it was made: the reverse of `layOut`. What the
 * inputs can't express is missing, and an image made of them differs there.
 *
 * @param files All files. A path that ends in `/` is an empty directory.
 */
export const recoverInputs = (files: DriveFiles): RawInputs => {
    const metaData = documentAt(files, `${LATEST}meta_data.json`);
    if (metaData !== undefined) return ofFullDrive(metaData, files);
    const all = [...files.keys()].map((path) => [path, path] as const);
    return { metadataVersions: [], randomSeed: null, rootFiles: contents(all, files) };
};
