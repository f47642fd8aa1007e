import { createHmac } from "node:crypto";
import type { RawInputs } from "../model/inputs.ts";
import { type Problem, placeholdersIn } from "../model/problem.ts";
import type { CheckedInputs } from "../model/state.ts";
import { CONTENT_KEYS, type DriveSpec, parseSpec } from "../spec/parse.ts";
import { checkCloudConfig } from "../spec/user-data/cloud-config.ts";
import type { FileTree } from "../tree/file-tree.ts";
import { layOut } from "../tree/lay-out.ts";
import { imageProblem } from "./problem.ts";
import { type DriveImage, writeImage } from "./write.ts";

/** A drive with its image. */
export interface BuiltDrive {
    readonly spec: DriveSpec;
    readonly tree: FileTree;
    readonly image: DriveImage;
    /** Tells images apart and is safe to show: nobody can use it to guess the secrets in the image. */
    readonly shownDigest: string;
}

/** The outcome of building a drive. Problems and warnings are complete in each case. */
export type Build =
    | { readonly kind: "drive"; readonly drive: BuiltDrive; readonly warnings: readonly Problem[] }
    /** No problem so far, but part of the content isn't known yet. */
    | { readonly kind: "unknown"; readonly warnings: readonly Problem[] }
    | { readonly kind: "problems"; readonly problems: readonly Problem[]; readonly warnings: readonly Problem[] };

/**
 * The image's own digest if the drive carries the seed or nothing secret. On a drive without metadata a secret can be
 * the only unknown: there the digest is keyed with the seed.
 */
const digestToShow = ({ metadataVersions, metaData }: DriveSpec, tree: FileTree, { digest }: DriveImage): string => {
    const isKeyed = metadataVersions.length === 0 && tree.some(({ holds }) => holds === "secret");
    if (!isKeyed || metaData.randomSeed === undefined) return digest;
    return createHmac("sha256", metaData.randomSeed).update(digest).digest("hex");
};

/** Lays out a drive and writes its image. Throws an `isImageError` if the drive doesn't fit its format. */
const buildDrive = (spec: DriveSpec): BuiltDrive => {
    const tree = layOut(spec);
    const image = writeImage(tree, spec);
    return { spec, tree, image, shownDigest: digestToShow(spec, tree, image) };
};

/**
 * Builds the drive that inputs declare, or lists everything that is wrong with them: for the resource,
 * `configDriveImage` and the command line alike.
 *
 * @param defaultUuid The instance id if the inputs have no `uuid`; may be `UNKNOWN`.
 * @param found Problems that the caller already found; with any, nothing is built.
 */
export const buildDeclared = (inputs: RawInputs, defaultUuid: string, found: readonly Problem[]): Build => {
    const parsed = parseSpec(inputs, defaultUuid);
    const { warnings } = parsed;
    const problems = [...found, ...(parsed.kind === "problems" ? parsed.problems : [])];
    if (problems.length > 0) return { kind: "problems", problems, warnings };
    if (parsed.kind !== "spec") return { kind: "unknown", warnings };
    try {
        return { kind: "drive", drive: buildDrive(parsed.spec), warnings };
    } catch (error) {
        return { kind: "problems", problems: [imageProblem(error, parsed.spec)], warnings };
    }
};

/** A build of inputs that are all known. */
export type KnownBuild = Exclude<Build, { readonly kind: "unknown" }>;

/**
 * Builds the drive that inputs declare outside Pulumi's engine, where nothing becomes known later: a placeholder is a
 * problem. Checks the cloud-config too.
 *
 * @param found Problems that the caller already found.
 */
export const buildKnown = async (
    inputs: RawInputs,
    defaultUuid: string,
    found: readonly Problem[],
): Promise<KnownBuild> => {
    const build = buildDeclared(inputs, defaultUuid, found);
    const { problems: wrongConfig, warnings: ofConfig } = await checkCloudConfig(inputs);
    const problems = [
        ...(build.kind === "problems" ? build.problems : []),
        ...placeholdersIn(inputs, CONTENT_KEYS),
        ...wrongConfig,
    ];
    const warnings = [...build.warnings, ...ofConfig];
    if (build.kind === "drive" && problems.length === 0) return { ...build, warnings };
    return { kind: "problems", problems, warnings };
};

/** Builds the drive that a check planned, with exactly the same bytes. */
export const rebuildDrive = (inputs: CheckedInputs): BuiltDrive => {
    // The planned id already depends on the content.
    const parsed = parseSpec({ ...inputs, uuid: inputs.instanceId, rerun: "never" }, inputs.instanceId);
    if (parsed.kind !== "spec") throw new RangeError("inputs that passed the check make a drive");
    const built = buildDrive(parsed.spec);
    if (built.shownDigest === inputs.imageDigest) return built;
    throw new RangeError(`image ${built.shownDigest} isn't the planned ${inputs.imageDigest}`);
};
