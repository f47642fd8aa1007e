import type { RawInputs } from "../model/inputs.ts";
import type { Problem } from "../model/problem.ts";
import { parseSpec } from "../spec/parse.ts";
import { checkCloudConfig } from "../spec/user-data/cloud-config.ts";
import { oneLine } from "../text/one-line.ts";
import { MOST } from "./bounds.ts";
import type { Finding, Topic } from "./drive-view.ts";
import type { ReadDrive } from "./read-drive.ts";

/** Topics by the first key of an input, or by the name of a document; all others are about the guest. */
const TOPICS: Readonly<Record<string, Topic>> = {
    publicKeys: "access",
    adminPassword: "access",
    randomSeed: "access",
    userData: "userData",
    strictUserData: "userData",
    user_data: "userData",
    vendorData: "vendorData",
    vendorData2: "vendorData",
    "vendor_data.json": "vendorData",
    "vendor_data2.json": "vendorData",
    networkData: "network",
    "network_data.json": "network",
    files: "files",
    rootFiles: "files",
    format: "image",
    label: "image",
    size: "image",
    metadataVersions: "image",
    ec2: "image",
};

const topicOf = (path: string): Topic => {
    const [key = ""] = /^[^.[]*/.exec(path) ?? [];
    const name = path.includes("/") && !path.includes("[") ? path.slice(path.lastIndexOf("/") + 1) : key;
    return Object.hasOwn(TOPICS, name) ? (TOPICS[name] ?? "guest") : "guest";
};

const findingOf = (severity: Finding["severity"], { path, reason }: Problem): Finding => ({
    severity,
    path: oneLine(path, MOST.name),
    reason: oneLine(reason, MOST.text),
    topic: topicOf(path),
});

/** Problems and warnings of a check, each with the part of the drive that it is about. */
export const findingsOf = (problems: readonly Problem[], warnings: readonly Problem[]): readonly Finding[] => [
    ...problems.map((problem) => findingOf("problem", problem)),
    ...warnings.map((warning) => findingOf("warning", warning)),
];

/** Any UUID: what the metadata lacks is no input's problem. */
const SOME_UUID = "00000000-0000-4000-8000-000000000000";

/** Recovered inputs have a null seed for a drive without one. Its user didn't write that, and so isn't warned of it. */
const asDeclared = ({ randomSeed, ...inputs }: RawInputs): RawInputs =>
    randomSeed === null ? inputs : { ...inputs, randomSeed };

/**
 * What `check` finds in the inputs that declare a drive, and what is wrong with its documents. The image isn't built
 * again. A drive whose metadata can't be read declares nothing.
 */
export const findInImage = async ({ shown, problems, warnings }: ReadDrive): Promise<readonly Finding[]> => {
    const { inputs, metaData } = shown;
    if (metaData === undefined && problems.length > 0) return findingsOf(problems, warnings);
    const parsed = parseSpec(asDeclared(inputs), SOME_UUID);
    const cloudConfig = await checkCloudConfig(inputs);
    return findingsOf(
        [...problems, ...(parsed.kind === "problems" ? parsed.problems : []), ...cloudConfig.problems],
        [...warnings, ...parsed.warnings, ...cloudConfig.warnings],
    );
};
