import { createHmac } from "node:crypto";
import { imageProblem } from "../image/problem.ts";
import { type DriveImage, IMAGE_ENDINGS, sha256Of, writeImage } from "../image/write.ts";
import { DEFAULTS } from "../model/defaults.ts";
import type { ImageFormat } from "../model/inputs.ts";
import { hasUnknown, type Problem, UNKNOWN } from "../model/problem.ts";
import type { CheckedInputs, Planned, PlannedFile } from "../model/state.ts";
import { CONTENT_KEYS, type DriveSpec, parseSpec } from "../spec/parse.ts";
import { unknownKey } from "../spec/reason.ts";
import type { RawInputs } from "../spec/rule.ts";
import { checkCloudConfig } from "../spec/user-data/cloud-config.ts";
import type { FileTree } from "../tree/file-tree.ts";
import { layOut } from "../tree/lay-out.ts";
import { nameBasedUuid, parseUuid } from "../uuid.ts";
import { VERSION } from "../version.ts";
import { complete } from "./complete.ts";
import { checkPlacement, PLACEMENT_KEYS } from "./placement.ts";
import { ENGINE_KEYS, PLANNED_KEYS } from "./unchanged.ts";

export type { RawInputs } from "../spec/rule.ts";

/** What `check` makes of the inputs. */
export interface Checked {
    /** The inputs without plain defaults, with the random seed and everything planned; as they came where there are problems. */
    readonly inputs: RawInputs;
    readonly problems: readonly Problem[];
    readonly warnings: readonly Problem[];
    /** The drive, where one had to be built to plan it. */
    readonly built?: BuiltDrive;
}

/** FAT counts in sectors of 512 bytes, and a cdrom has 2048: Linux mounts no file system with sectors smaller than the device's. */
const unreadable = ({ format, device = DEFAULTS.device }: RawInputs): readonly Problem[] => {
    if (format !== "vfat" || device !== "cdrom") return [];
    return [{ path: "device", reason: "Linux guests can't mount a vfat image in a cdrom; leave device out" }];
};

/** cloudbase-init takes 16 bits for the number of blocks of an ISO 9660 image on a disk, and reads no further. */
const CUT_OFF = 2 ** 16 * 2048;

const cutOff = ({ format, device }: RawInputs, { imageSize }: Planned): readonly Problem[] => {
    if (format === "vfat" || device !== "disk" || imageSize < CUT_OFF) return [];
    return [{ path: "device", reason: "Windows guests read only the start of an iso9660 disk of 128 MiB and more" }];
};

/** Programs of the first boot know a machine by its instance id. */
const renewed = (
    olds: RawInputs,
    { domain, metadataVersions }: RawInputs,
    { instanceId }: Planned,
): readonly Problem[] => {
    const last = olds["instanceId"];
    const isOther = last !== undefined && last !== UNKNOWN && last !== instanceId;
    if (!isOther || olds["domain"] !== domain || Array.isArray(metadataVersions)) return [];
    const reason = `is no longer ${String(last)}: the guest takes itself for a new machine and runs its first-boot setup again, with new ssh host keys`;
    return [{ path: "uuid", reason }];
};

/** What is wrong with the place. The user never wrote the prefix that is made of the resource's name. */
const placementProblems = (news: RawInputs, inputs: RawInputs): readonly Problem[] =>
    checkPlacement(inputs).map(({ path, reason }) =>
        path === "volumePrefix" && news["volumePrefix"] === undefined
            ? {
                  path,
                  reason: `is made of the resource's name, which has what it can't; set volumePrefix: it ${reason}`,
              }
            : { path, reason },
    );

const unknownKeys = (news: RawInputs): readonly Problem[] => {
    const known = [...CONTENT_KEYS, ...PLACEMENT_KEYS];
    const allowed = new Set<string>([...known, ...ENGINE_KEYS]);
    return Object.keys(news)
        .filter((key) => !allowed.has(key))
        .map((key) => ({ path: key, reason: unknownKey(key, known) }));
};

/** The instance id where the program gives none: the domain's UUID, which guests also see in their firmware tables. */
const defaultUuid = ({ domain, connection, pool, volumePrefix }: RawInputs): string => {
    if (domain === UNKNOWN) return UNKNOWN;
    if (typeof domain === "string" && parseUuid(domain)) return domain.toLowerCase();
    const place = [connection, pool, volumePrefix];
    return hasUnknown(place) ? UNKNOWN : nameBasedUuid(JSON.stringify(place));
};

/** Versions by date hold what `latest` holds, less what came later: a plan that lists them all can't be read. */
const DATED = /^(openstack|ec2)\/\d{4}-\d{2}-\d{2}\//;

const describeFiles = (tree: FileTree): Readonly<Record<string, PlannedFile>> =>
    Object.fromEntries(
        tree
            .filter(({ path, holds }) => holds === "plain" && !DATED.test(path))
            .map(({ path, content }) => [path, { size: content.length, sha256: sha256Of([content]) }]),
    );

/** Name of the volume of an image: it tells contents apart, so that media can be swapped one for the other. */
export const volumeName = (prefix: string, digest: string, format: ImageFormat): string =>
    `${prefix}-${digest.slice(0, 12)}${IMAGE_ENDINGS[format]}`;

/** How the drive should be. */
const plannedDrive = ({ domain, ejected }: RawInputs): string => {
    if (domain === undefined) return "stored";
    return ejected === true ? "ejected" : "attached";
};

/** A drive, built. */
export interface BuiltDrive {
    readonly spec: DriveSpec;
    readonly tree: FileTree;
    readonly image: DriveImage;
    /** Tells images apart, and may be shown: nobody can find out by trying what secrets are in the image. */
    readonly digest: string;
}

/**
 * The image's own digest where the seed is on the drive or nothing on it is secret. On a drive without metadata a
 * secret may be the only unknown: there the digest is keyed with the seed.
 */
const shownDigest = ({ metadataVersions, metaData }: DriveSpec, tree: FileTree, { digest }: DriveImage): string => {
    const isKeyed = metadataVersions.length === 0 && tree.some(({ holds }) => holds === "secret");
    if (!isKeyed || metaData.randomSeed === undefined) return digest;
    return createHmac("sha256", metaData.randomSeed).update(digest).digest("hex");
};

const buildDrive = (spec: DriveSpec): BuiltDrive => {
    const tree = layOut(spec);
    const image = writeImage(tree, spec);
    return { spec, tree, image, digest: shownDigest(spec, tree, image) };
};

/** Builds the drive that `checkInputs` planned; the image is the same to the last byte. */
export const rebuildDrive = (inputs: CheckedInputs): BuiltDrive => {
    const parsed = parseSpec({ ...inputs }, inputs.instanceId);
    if (parsed.kind !== "spec") throw new RangeError("inputs that passed the check make a drive");
    const built = buildDrive(parsed.spec);
    if (built.digest === inputs.imageDigest) return built;
    throw new RangeError(`image ${built.digest} isn't the planned ${inputs.imageDigest}`);
};

const plan = (inputs: RawInputs, { spec, tree, image, digest }: BuiltDrive): Planned => {
    const prefix = inputs["volumePrefix"];
    return {
        imageDigest: digest,
        imageSize: image.size,
        volume: typeof prefix === "string" && prefix !== UNKNOWN ? volumeName(prefix, digest, spec.format) : UNKNOWN,
        contents: describeFiles(tree),
        instanceId: spec.metaData.uuid,
        drive: plannedDrive(inputs),
    };
};

const planUnknown = (): RawInputs => Object.fromEntries(PLANNED_KEYS.map((key) => [key, UNKNOWN]));

const buildOrRefuse = (spec: DriveSpec): BuiltDrive | Problem => {
    try {
        return buildDrive(spec);
    } catch (error) {
        return imageProblem(error, spec);
    }
};

/** @param inputs The declaration, completed. */
const checkCompleted = (olds: RawInputs, news: RawInputs, inputs: RawInputs): Checked => {
    const parsed = parseSpec(inputs, defaultUuid(inputs));
    const warnings = [...parsed.warnings, ...unreadable(inputs)];
    const problems = [
        ...unknownKeys(news),
        ...placementProblems(news, inputs),
        ...(parsed.kind === "problems" ? parsed.problems : []),
    ];
    if (problems.length > 0) return { inputs: news, problems, warnings };
    if (parsed.kind !== "spec") return { inputs: { ...inputs, ...planUnknown() }, problems, warnings };
    const built = buildOrRefuse(parsed.spec);
    if ("reason" in built) return { inputs: news, problems: [built], warnings };
    const planned = plan(inputs, built);
    const ofPlan = [...cutOff(inputs, planned), ...renewed(olds, inputs, planned)];
    return { inputs: { ...inputs, ...planned }, problems, warnings: [...warnings, ...ofPlan], built };
};

/**
 * Checks a declaration and plans the drive, without any I/O. Reports every problem at once and throws none.
 *
 * @param olds The inputs of the last run, or nothing; the random seed and the volume's prefix are carried over, and a new instance id is warned of.
 * @param news The declaration.
 * @param randomBytes Where a new seed comes from.
 */
export const checkInputs = (olds: RawInputs, news: RawInputs, randomBytes: (size: number) => Uint8Array): Checked =>
    checkCompleted(olds, news, complete(olds, news, randomBytes));

/**
 * Checks a declaration as `checkInputs` does, and the cloud-config in it against cloud-init's schema. What that needs
 * is loaded when a drive has some, so that this alone isn't done at once.
 *
 * @param inputs The declaration, completed.
 */
export const checkAnew = async (olds: RawInputs, news: RawInputs, inputs: RawInputs): Promise<Checked> => {
    const checked = checkCompleted(olds, news, inputs);
    const found = await checkCloudConfig(news);
    const problems = [...checked.problems, ...found.problems];
    const warnings = [...checked.warnings, ...found.warnings];
    if (found.problems.length > 0) return { inputs: news, problems, warnings };
    if (checked.built === undefined || warnings.length > 0) return { ...checked, problems, warnings };
    return { ...checked, inputs: { ...checked.inputs, checkedBy: VERSION }, problems, warnings };
};
