import { z } from "zod";
import { IMAGE_BLOCK, MAX_SIZE, MIN_SIZE } from "../formats/vfat/geometry.ts";
import type { ImageFormat, MetadataVersions, RawInputs } from "../model/inputs.ts";
import { UNKNOWN } from "../model/unknown.ts";
import { isForIgnition } from "./intended-guest.ts";
import { entriesOf } from "./json.ts";
import { unreadIn } from "./readers.ts";
import { quote, wrongType } from "./reason.ts";
import type { Rule } from "./rule.ts";
import { choose, never, type Schemas } from "./schema.ts";

/** The kind of image, and which documents it carries. */
export interface ImageContent {
    readonly format: ImageFormat | undefined;
    readonly label: string | undefined;
    readonly size: number | undefined;
    readonly metadataVersions: MetadataVersions | undefined;
}

/** The label guests look for, and the default. */
export const LABEL = "config-2";

const LABELS: readonly unknown[] = [LABEL, "CONFIG-2"];

/** The length of a Joliet volume identifier: 32 bytes in UCS-2. */
const LONGEST_LABEL = 16;

// Nova's name for this exception, so that Nova users recognise it.
const unknownFormat = (format: string): string =>
    `ConfigDriveUnknownFormat: ${quote(format)} isn't a supported format; use "iso9660" or "vfat"`;

const format = choose<ImageFormat>((value) => {
    if (value === "iso9660" || value === "vfat") return z.literal(value);
    return never(typeof value === "string" ? unknownFormat(value) : wrongType('"iso9660" or "vfat"', value));
});

const label = z.string().refine((text) => /^[ -~]+$/.test(text) && text.length <= LONGEST_LABEL, {
    error: `must be 1 to ${LONGEST_LABEL} printable ASCII characters`,
});

const size = z.number().refine((bytes) => bytes >= MIN_SIZE && bytes <= MAX_SIZE && bytes % IMAGE_BLOCK === 0, {
    error: `must be a number of bytes: a multiple of ${IMAGE_BLOCK} from ${MIN_SIZE} to ${MAX_SIZE}`,
});

/** A FAT directory entry's name has 11 bytes (FAT specification 6.1); longer labels would be truncated. */
const LONGEST_FAT_LABEL = 11;

const VERSIONS = '"all", "latest" or an empty list';

const noVersions: z.ZodType<readonly []> = z.unknown().transform((): readonly [] => []);

const metadataVersions = choose<MetadataVersions>((value) => {
    if (Array.isArray(value) && value.length === 0) return noVersions;
    if (typeof value === "string") return z.enum(["all", "latest"], { error: `must be ${VERSIONS}` });
    return never(Array.isArray(value) ? `must be ${VERSIONS}` : wrongType(VERSIONS, value));
});

/** The schemas of the image's own inputs. */
export const imageSchemas: Schemas<ImageContent> = {
    format: format.optional(),
    label: label.optional(),
    size: size.optional(),
    metadataVersions: metadataVersions.optional(),
};

/** Whether the drive is known to have no OpenStack documents. */
export const isBare = ({ metadataVersions }: RawInputs): boolean =>
    Array.isArray(metadataVersions) && metadataVersions.length === 0;

const isUnknown = ({ metadataVersions }: RawInputs): boolean => metadataVersions === UNKNOWN;

/** Whether the drive is known to have OpenStack documents. */
export const isFull = (inputs: RawInputs): boolean => !isBare(inputs) && !isUnknown(inputs);

const foundByLabel: Rule = {
    severity: "error",
    find: (inputs) => {
        const { label: text } = inputs;
        if (typeof text !== "string" || text === UNKNOWN || LABELS.includes(text) || !isFull(inputs)) return [];
        const reason = 'must be "config-2" or "CONFIG-2" for guests to find the drive';
        return [{ path: "label", reason: `${reason}; other labels require metadataVersions: []` }];
    },
};

const lowerCase: Rule = {
    severity: "warning",
    find: (inputs) => {
        if (inputs["label"] !== "CONFIG-2" || !isFull(inputs)) return [];
        const reason = 'Afterburn, Talos and FreeBSD don\'t find "CONFIG-2"; use "config-2", which all guests find';
        return [{ path: "label", reason }];
    },
};

/** The keys only the metadata documents carry, except `uuid` and `randomSeed`, which have generated defaults. */
const CARRIED = [
    ...["hostname", "name", "availabilityZone", "launchIndex", "projectId", "meta", "publicKeys", "adminPassword"],
    ...[
        "devices",
        "dedicatedCpus",
        "extraMetaData",
        "userData",
        "vendorData",
        "vendorData2",
        "networkData",
        "files",
        "ec2",
    ],
] as const;

const nothingLost: Rule = {
    severity: "warning",
    find: (inputs) => {
        if (!isBare(inputs)) return [];
        const lost = CARRIED.filter((key) => inputs[key] !== undefined);
        return lost.map((key) => ({ path: key, reason: "isn't written to the drive because metadataVersions is []" }));
    },
};

// Ignition itself mounts both formats.
const forAfterburn: Rule = {
    severity: "warning",
    find: (inputs) => {
        const { format, hostname, publicKeys } = inputs;
        if (format !== "vfat" || !isFull(inputs) || !isForIgnition(inputs)) return [];
        if (hostname === undefined && publicKeys === undefined) return [];
        const reason = "Afterburn, which sets hostname and publicKeys alongside Ignition, doesn't mount vfat";
        return [{ path: "format", reason: `${reason}; it only reads iso9660` }];
    },
};

const nothingUnread: Rule = {
    severity: "warning",
    find: (inputs) => (isFull(inputs) ? unreadIn(inputs) : []),
};

const notEmpty: Rule = {
    severity: "error",
    find: (inputs) => {
        const { rootFiles } = inputs;
        if (!isBare(inputs) || rootFiles === UNKNOWN || entriesOf(rootFiles).length > 0) return [];
        return [{ path: "metadataVersions", reason: "is [] and no rootFiles are set, so the drive would be empty" }];
    },
};

const fitsFat: Rule = {
    severity: "error",
    find: ({ format, label: text }) => {
        if (format !== "vfat" || typeof text !== "string" || text === UNKNOWN || text.length <= LONGEST_FAT_LABEL)
            return [];
        return [{ path: "label", reason: `must be at most ${LONGEST_FAT_LABEL} characters on a vfat image` }];
    },
};

const sizeOfFat: Rule = {
    severity: "error",
    find: ({ format, size: bytes }) => {
        if (format === "vfat" || format === UNKNOWN || bytes === undefined) return [];
        return [{ path: "size", reason: "only applies to vfat images; an iso9660 image is as large as its contents" }];
    },
};

/** The rules about the image's own inputs together with the rest. */
export const imageRules: readonly Rule[] = [
    foundByLabel,
    lowerCase,
    fitsFat,
    sizeOfFat,
    nothingLost,
    forAfterburn,
    nothingUnread,
    notEmpty,
];
