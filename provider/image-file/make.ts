/** What `sdk/` loads to build an image in a user's program. Does no I/O; callers write the files. */

import { PLACEMENT_KEYS } from "../check/placement.ts";
import { type BuiltDrive, buildKnown } from "../image/build.ts";
import type { RawInputs } from "../model/inputs.ts";
import { type Problem, showProblem } from "../model/problem.ts";
import { nameBasedUuid } from "../model/uuid.ts";
import { resolveSources } from "../sources/resolve.ts";
import { isBare } from "../spec/image.ts";
import { isSalt } from "../spec/meta-data.ts";
import { CONTENT_KEYS, type DriveSpec } from "../spec/parse.ts";
import { strayKeys } from "../spec/reason.ts";
import { base64gzipOf, filesOf, type NamedFile } from "./files.ts";
import { checkOptions, type FileOptions } from "./options.ts";

/** A declaration of an image; all values are known. */
export interface ImageRequest {
    readonly inputs: RawInputs;
    readonly options: RawInputs;
    /** Unique for each program of a site: project and stack. */
    readonly owner: readonly string[];
}

/** An image, ready to be written to its files. */
export interface ImageFiles {
    readonly kind: "image";
    /** The first is the one to open; the others belong to it. */
    readonly files: readonly NamedFile[];
    /** As the program set it. */
    readonly directory: string;
    /** Of the first file. */
    readonly sha256: string;
    /** Bytes of the first file. */
    readonly size: number;
    /** Bytes of the drive as the guest sees it. */
    readonly virtualSize: number;
    /** Whether the digest lets others confirm guesses of the drive's contents, because nothing on it is unguessable. */
    readonly isGuessable: boolean;
    readonly base64gzip: () => Promise<string>;
    readonly warnings: readonly string[];
}

/** Everything that is wrong with a declaration. */
export interface RefusedImage {
    readonly kind: "problems";
    readonly problems: readonly Problem[];
    readonly warnings: readonly string[];
}

/** Keys that belong in the options; only the resource has them as arguments. */
const OPTION_KEYS = ["format", "size"];

const ARGUMENT_KEYS = CONTENT_KEYS.filter((key) => !OPTION_KEYS.includes(key));

const strayReason = (key: string): string | undefined => {
    if (OPTION_KEYS.includes(key)) return "belongs in the options, the second argument";
    return PLACEMENT_KEYS.includes(key) ? "belongs to the ConfigDrive resource; omit it here" : undefined;
};

/** Requires a name: without one, two machines of a stack would get the same instance id. */
const nameless = (inputs: RawInputs): readonly Problem[] => {
    const names = [inputs["uuid"], inputs["hostname"], inputs["name"]];
    if (isBare(inputs) || names.some((name) => name !== undefined)) return [];
    return [{ path: "uuid", reason: "is missing and can't be derived without hostname or name; set one of the three" }];
};

const defaultUuid = ({ hostname, name }: RawInputs, owner: readonly string[]): string =>
    nameBasedUuid(JSON.stringify([...owner, hostname ?? null, name ?? null]));

/** Problems with format and size, by the names that the user wrote. */
const renamed = ({ path, reason }: Problem): Problem => ({
    path: OPTION_KEYS.includes(path) ? `options.${path}` : path,
    reason,
});

const isGuessable = ({ metadataVersions, metaData }: DriveSpec): boolean =>
    metadataVersions.length === 0 || !isSalt(metaData.randomSeed);

const filesOfBuilt = async (
    { image, spec }: BuiltDrive,
    options: FileOptions,
    warnings: readonly string[],
): Promise<ImageFiles> => {
    const files = await filesOf(image, options);
    const [{ sha256, size, virtualSize }] = files;
    return {
        kind: "image",
        files,
        directory: options.directory,
        sha256,
        size,
        virtualSize,
        isGuessable: isGuessable(spec),
        base64gzip: () => base64gzipOf(image),
        warnings,
    };
};

/** Builds an image and puts it into files, or lists everything that is wrong with its declaration. */
export const makeImageFiles = async ({
    inputs,
    options: raw,
    owner,
}: ImageRequest): Promise<ImageFiles | RefusedImage> => {
    const { options, problems: wrongOptions } = checkOptions(raw);
    const resolved = await resolveSources(inputs);
    const found = [
        ...wrongOptions,
        ...resolved.problems,
        ...strayKeys(inputs, ARGUMENT_KEYS, strayReason),
        ...nameless(inputs),
    ];
    const content = { ...resolved.inputs, format: options.fileSystem, size: options.size };
    const build = await buildKnown(content, defaultUuid(inputs, owner), found);
    const warnings = build.warnings.map(showProblem);
    if (build.kind === "drive") return await filesOfBuilt(build.drive, options, warnings);
    const problems = build.problems.map((problem) => (found.includes(problem) ? problem : renamed(problem)));
    return { kind: "problems", problems, warnings };
};
