import { type BuiltDrive, buildDeclared } from "../image/build.ts";
import { DEFAULTS } from "../model/defaults.ts";
import type { RawInputs } from "../model/inputs.ts";
import type { Problem } from "../model/problem.ts";
import type { Planned } from "../model/state.ts";
import { hasUnknown, UNKNOWN } from "../model/unknown.ts";
import { VERSION } from "../model/version.ts";
import { fixedVolumeName, volumeName } from "../model/volume-name.ts";
import { type Resolved, resolveSources } from "../sources/resolve.ts";
import { CONTENT_KEYS } from "../spec/parse.ts";
import { strayKeys } from "../spec/reason.ts";
import { checkCloudConfig } from "../spec/user-data/cloud-config.ts";
import { contentsOf } from "./contents.ts";
import { defaultUuid, redrawn, renewed } from "./instance-id.ts";
import { checkPlacement, PLACEMENT_KEYS } from "./placement.ts";
import { ENGINE_KEYS, PLANNED_KEYS } from "./unchanged.ts";

/** The result of checking inputs. */
export interface Checked {
    /** The inputs without defaults, with the random seed and the plan; unchanged if there are problems. */
    readonly inputs: RawInputs;
    readonly problems: readonly Problem[];
    readonly warnings: readonly Problem[];
    /** The drive, if it had to be built for the plan. */
    readonly built?: BuiltDrive;
}

/**
 * FAT has sectors of 512 bytes, a cdrom of 2048. Linux can't mount a file system whose sectors are smaller than the
 * device's.
 */
const unreadable = ({ format, device = DEFAULTS.device }: RawInputs): readonly Problem[] => {
    if (format !== "vfat" || device !== "cdrom") return [];
    return [{ path: "device", reason: "Linux guests can't mount a vfat image in a cdrom; omit device" }];
};

/** cloudbase-init reads the block count of an ISO 9660 image on a disk as 16 bits, and nothing beyond that. */
const CUT_OFF = 2 ** 16 * 2048;

const cutOff = ({ format, device }: RawInputs, { imageSize }: Planned): readonly Problem[] => {
    if (format === "vfat" || device !== "disk" || imageSize < CUT_OFF) return [];
    return [
        {
            path: "device",
            reason: "Windows guests read only the beginning of an iso9660 image of 128 MiB or more on a disk; omit device to use a cdrom",
        },
    ];
};

/** Problems with the placement. If the prefix is derived from the resource's name, the user never wrote it. */
const placementProblems = (news: RawInputs, inputs: RawInputs): readonly Problem[] =>
    checkPlacement(inputs).map(({ path, reason }) =>
        path === "volumePrefix" && news["volumePrefix"] === undefined
            ? {
                  path,
                  reason: `is derived from the resource's name, which isn't a valid prefix; set volumePrefix, which ${reason}`,
              }
            : { path, reason },
    );

const KNOWN_KEYS = [...CONTENT_KEYS, ...PLACEMENT_KEYS];

const withoutEngineKeys = (news: RawInputs): RawInputs =>
    Object.fromEntries(Object.entries(news).filter(([key]) => !ENGINE_KEYS.includes(key)));

/** How the drive should be. */
const plannedDrive = ({ domain, ejected }: RawInputs): string => {
    if (domain === undefined) return "stored";
    return ejected === true ? "ejected" : "attached";
};

/** The volume's name. A fixed one is known before the content. */
const plannedVolume = ({ volumePrefix, fixedVolume, format }: RawInputs, digest: string): string => {
    const isKnown = !hasUnknown([volumePrefix, fixedVolume, format, fixedVolume === true ? "" : digest]);
    if (!isKnown || typeof volumePrefix !== "string") return UNKNOWN;
    const kind = format === "vfat" ? format : "iso9660";
    return fixedVolume === true ? fixedVolumeName(volumePrefix, kind) : volumeName(volumePrefix, digest, kind);
};

const plan = (inputs: RawInputs, { spec, tree, image, shownDigest }: BuiltDrive): Planned => ({
    imageDigest: shownDigest,
    imageSize: image.size,
    volume: plannedVolume(inputs, shownDigest),
    contents: contentsOf(tree, spec.metaData.randomSeed),
    instanceId: spec.metaData.uuid,
    drive: plannedDrive(inputs),
});

const planUnknown = (inputs: RawInputs): RawInputs => ({
    ...Object.fromEntries(PLANNED_KEYS.map((key) => [key, UNKNOWN])),
    volume: plannedVolume(inputs, UNKNOWN),
});

/**
 * Builds the declared drive and plans it, without any I/O and without a look at its cloud-config. Reports every problem
 * at once.
 *
 * @param olds The inputs of the last run, or none; a changed instance id causes a warning.
 * @param news The declaration.
 * @param inputs The declaration, completed.
 * @param resolved The same with the files on disk that it names, and what is wrong with these.
 */
export const planDrive = (
    olds: RawInputs,
    news: RawInputs,
    inputs: RawInputs,
    resolved: Resolved = { inputs, problems: [] },
): Checked => {
    const build = buildDeclared(resolved.inputs, defaultUuid(inputs), [
        ...resolved.problems,
        ...strayKeys(withoutEngineKeys(news), KNOWN_KEYS),
        ...placementProblems(news, inputs),
    ]);
    const warnings = [...build.warnings, ...unreadable(inputs), ...redrawn(olds, news, inputs)];
    if (build.kind === "problems") return { inputs: news, problems: build.problems, warnings };
    if (build.kind === "unknown") return { inputs: { ...inputs, ...planUnknown(inputs) }, problems: [], warnings };
    const { drive: built } = build;
    const planned = plan(inputs, built);
    const ofPlan = [...cutOff(inputs, planned), ...renewed(olds, inputs, planned)];
    return { inputs: { ...inputs, ...planned }, problems: [], warnings: [...warnings, ...ofPlan], built };
};

/**
 * Plans a drive as `planDrive` does, and checks its cloud-config against cloud-init's schema, which is loaded only if
 * the drive has any.
 */
export const checkAnew = async (olds: RawInputs, news: RawInputs, inputs: RawInputs): Promise<Checked> => {
    const planned = planDrive(olds, news, inputs, await resolveSources(inputs));
    const found = await checkCloudConfig(news);
    const problems = [...planned.problems, ...found.problems];
    const warnings = [...planned.warnings, ...found.warnings];
    if (problems.length > 0) return { inputs: news, problems, warnings };
    if (planned.built === undefined || warnings.length > 0) return { ...planned, warnings };
    return { ...planned, inputs: { ...planned.inputs, __checkedBy: VERSION } };
};
