import { z } from "zod";
import type { RawInputs } from "../model/inputs.ts";
import type { Problem } from "../model/problem.ts";
import { hasUnknown, UNKNOWN } from "../model/unknown.ts";
import { amountRules } from "./amount.ts";
import { type DevicesContent, devicesRules, devicesSchemas } from "./devices.ts";
import type { DriveFile, DriveSpec, MetaData, PublicKey } from "./drive-spec.ts";
import { type ExtraMetaDataContent, extraMetaDataRules, extraMetaDataSchemas } from "./extra-meta-data.ts";
import { type FilesContent, filesRules, filesSchemas } from "./files.ts";
import { type ImageContent, imageRules, imageSchemas, LABEL } from "./image.ts";
import { findNotJson } from "./json.ts";
import { isCertificate } from "./key-text.ts";
import { type MetaDataContent, metaDataRules, metaDataSchemas } from "./meta-data.ts";
import { type NetworkDataContent, networkDataRules, networkDataSchemas } from "./network-data.ts";
import { showPath } from "./path.ts";
import { type PublicKeysContent, publicKeysRules, publicKeysSchemas } from "./public-keys.ts";
import { instanceIdOf, type RerunContent, rerunRules, rerunSchemas } from "./rerun.ts";
import type { Rule } from "./rule.ts";
import { problemsOf, type Schemas } from "./schema.ts";
import { noUnresolved } from "./unresolved.ts";
import { userDataRules } from "./user-data/rules.ts";
import { type UserDataContent, userDataSchemas } from "./user-data.ts";
import { type VendorDataContent, vendorDataRules, vendorDataSchemas } from "./vendor-data.ts";

export type { DriveSpec } from "./drive-spec.ts";

/** The result of reading the inputs. Problems and warnings are complete in every case. */
export type Parsed =
    | { readonly kind: "spec"; readonly spec: DriveSpec; readonly warnings: readonly Problem[] }
    /** No problem so far, but some of the content isn't known yet. */
    | { readonly kind: "unknown"; readonly warnings: readonly Problem[] }
    | { readonly kind: "problems"; readonly problems: readonly Problem[]; readonly warnings: readonly Problem[] };

interface Content
    extends MetaDataContent,
        ExtraMetaDataContent,
        RerunContent,
        PublicKeysContent,
        DevicesContent,
        UserDataContent,
        VendorDataContent,
        NetworkDataContent,
        FilesContent,
        ImageContent {}

const schemas: Schemas<Content> = {
    ...metaDataSchemas,
    ...extraMetaDataSchemas,
    ...rerunSchemas,
    ...publicKeysSchemas,
    ...devicesSchemas,
    ...userDataSchemas,
    ...vendorDataSchemas,
    ...networkDataSchemas,
    ...filesSchemas,
    ...imageSchemas,
};

const contentSchema: z.ZodType<Content> = z.object(schemas);

/** The inputs that define the contents and the kind of image; `parseSpec` ignores all others. */
export const CONTENT_KEYS: readonly string[] = Object.keys(schemas);

const rules: readonly Rule[] = [
    noUnresolved(CONTENT_KEYS),
    ...metaDataRules,
    ...extraMetaDataRules,
    ...rerunRules,
    ...publicKeysRules,
    ...devicesRules,
    ...userDataRules,
    ...vendorDataRules,
    ...networkDataRules,
    ...filesRules,
    ...amountRules,
    ...imageRules,
];

const read = (files: FilesContent["files"] = {}): readonly DriveFile[] =>
    Object.entries(files).map(([path, content]) => ({ path, content }));

const readKeys = (keys: Readonly<Record<string, string>> = {}): readonly PublicKey[] =>
    Object.entries(keys).map(([name, data]) => ({ name, type: isCertificate(data) ? "x509" : "ssh", data }));

const readMetaData = (content: Content, instanceId: string): MetaData => ({
    uuid: instanceId,
    hostname: content.hostname,
    name: content.name ?? content.hostname,
    availabilityZone: content.availabilityZone ?? null,
    launchIndex: content.launchIndex ?? 0,
    projectId: content.projectId ?? null,
    meta: content.meta ?? {},
    publicKeys: readKeys(content.publicKeys),
    adminPassword: content.adminPassword,
    randomSeed: content.randomSeed ?? undefined,
    devices: content.devices ?? [],
    dedicatedCpus: content.dedicatedCpus ?? [],
    extra: content.extraMetaData ?? {},
});

const readSpec = (content: Content, instanceId: string): DriveSpec => ({
    format: content.format ?? "iso9660",
    label: content.label ?? LABEL,
    size: content.size,
    metadataVersions: content.metadataVersions ?? "all",
    metaData: readMetaData(content, instanceId),
    userData: content.userData,
    vendorData: content.vendorData,
    vendorData2: content.vendorData2,
    networkData: content.networkData,
    ec2: content.ec2,
    files: read(content.files),
    rootFiles: read(content.rootFiles),
});

/** The content inputs that are set. A value JSON can't represent counts as unknown and is a problem. */
const takeContent = (inputs: RawInputs): { readonly content: RawInputs; readonly problems: readonly Problem[] } => {
    const found = CONTENT_KEYS.filter((key) => Object.hasOwn(inputs, key) && inputs[key] !== undefined).map((key) => ({
        key,
        value: inputs[key],
        wrong: findNotJson(inputs[key], [key]),
    }));
    const content = found.map(({ key, value, wrong }) => [key, wrong.length > 0 ? UNKNOWN : value] as const);
    const problems = found.flatMap(({ wrong }) => wrong);
    return {
        content: Object.fromEntries(content),
        problems: problems.map(({ path, reason }) => ({ path: showPath(path), reason })),
    };
};

const findBy = (severity: Rule["severity"], content: RawInputs): readonly Problem[] =>
    rules.filter((rule) => rule.severity === severity).flatMap((rule) => rule.find(content));

/**
 * Reads the contents of a drive from inputs of any shape. Never throws: it returns all problems at once. A value that
 * isn't known yet only silences the rules that need it.
 *
 * @param defaultUuid - Used if the inputs have no `uuid`; can be `UNKNOWN`.
 */
export const parseSpec = (inputs: RawInputs, defaultUuid: string): Parsed => {
    const { content, problems: notJson } = takeContent(inputs);
    const { value, problems: shapes } = problemsOf(contentSchema, content);
    const problems = [...notJson, ...shapes, ...findBy("error", content)];
    const warnings = findBy("warning", content);
    if (problems.length > 0) return { kind: "problems", problems, warnings };
    const { uuid = defaultUuid } = content;
    if (value === undefined || uuid === UNKNOWN || hasUnknown(content)) return { kind: "unknown", warnings };
    return { kind: "spec", spec: readSpec(value, instanceIdOf(value, content["userData"], defaultUuid)), warnings };
};
