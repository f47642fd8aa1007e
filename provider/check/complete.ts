import { withoutDefaults } from "../model/defaults.ts";
import type { RawInputs } from "../model/inputs.ts";
import { UNKNOWN } from "../model/problem.ts";
import { isSecret } from "../model/secrets.ts";

/** Bytes of the seed; Nova writes 512, of which a guest's pool takes 64 at most at a time. */
const SEED_BYTES = 64;

/** As Nova attaches them: VFAT as a disk, ISO 9660 as a cdrom. */
const deviceFor = (format: unknown): string => {
    if (format === UNKNOWN) return UNKNOWN;
    return format === "vfat" ? "disk" : "cdrom";
};

/** The seed asked for; where the program leaves it to us (`""`), the one of the last run, else a new one. */
const seedOf = (olds: RawInputs, news: RawInputs, randomBytes: (size: number) => Uint8Array): unknown => {
    const seed = news["randomSeed"];
    if (seed !== undefined && seed !== "") return seed;
    const last = olds["randomSeed"];
    if (typeof last === "string" && last !== "" && last !== UNKNOWN) return last;
    return Buffer.from(randomBytes(SEED_BYTES)).toString("base64");
};

/**
 * The prefix asked for; where the program gives none, the one that the drive has, and only for a new drive the default
 * made of its name: a resource that is renamed keeps its volume, and its guest the instance id.
 */
const prefixOf = (olds: RawInputs, news: RawInputs): unknown => {
    const last = olds["volumePrefix"];
    if (news["volumePrefix"] !== undefined) return news["volumePrefix"];
    return typeof last === "string" && last !== UNKNOWN ? last : news["defaultVolumePrefix"];
};

/** A secret output that turned out to be nothing comes as `null`, which of these the seed alone can be. */
const withoutNothing = (declared: RawInputs): RawInputs =>
    Object.fromEntries(
        Object.entries(declared).filter(([key, value]) => value !== null || key === "randomSeed" || !isSecret(key)),
    );

/**
 * The declaration with the pool, the device, the seed and the prefix that the drive has.
 *
 * @param olds The inputs of the last run, or nothing.
 * @param randomBytes Where a new seed comes from.
 */
export const complete = (olds: RawInputs, news: RawInputs, randomBytes: (size: number) => Uint8Array): RawInputs => {
    const { defaultVolumePrefix: _, device = deviceFor(news["format"]), ...declared } = news;
    return {
        pool: "default",
        ...withoutDefaults({ ...withoutNothing(declared), device }),
        volumePrefix: prefixOf(olds, news),
        randomSeed: seedOf(olds, news, randomBytes),
    };
};
