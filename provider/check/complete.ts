import { withoutDefaults } from "../model/defaults.ts";
import type { RawInputs } from "../model/inputs.ts";
import { isSecret } from "../model/secrets.ts";
import { UNKNOWN } from "../model/unknown.ts";
import { digestTriggers } from "./triggers.ts";

/** Bytes of the seed. Nova writes 512, but a guest's entropy pool takes at most 64 at a time. */
const SEED_BYTES = 64;

/** Nova's choice: VFAT as a disk, ISO 9660 as a cdrom. */
const deviceFor = (format: unknown): string => {
    if (format === UNKNOWN) return UNKNOWN;
    return format === "vfat" ? "disk" : "cdrom";
};

/** The declared seed. If the program sets none (or `""`), that of the last run, else a new one. */
const seedOf = (olds: RawInputs, news: RawInputs, randomBytes: (size: number) => Uint8Array): unknown => {
    const seed = news["randomSeed"];
    if (seed !== undefined && seed !== "") return seed;
    const last = olds["randomSeed"];
    if (typeof last === "string" && last !== "" && last !== UNKNOWN) return last;
    return Buffer.from(randomBytes(SEED_BYTES)).toString("base64");
};

/**
 * The declared prefix. If the program sets none, the prefix that the drive already has; only a new drive gets the
 * default, made from its name. So a renamed resource keeps its volume, and its guest keeps the instance id.
 */
const prefixOf = (olds: RawInputs, news: RawInputs): unknown => {
    const last = olds["volumePrefix"];
    if (news["volumePrefix"] !== undefined) return news["volumePrefix"];
    return typeof last === "string" && last !== UNKNOWN ? last : news["__defaultVolumePrefix"];
};

/** A secret output without a value arrives as `null`. Of the secrets, only the seed can be `null`. */
const withoutNullSecrets = (declared: RawInputs): RawInputs =>
    Object.fromEntries(
        Object.entries(declared).filter(([key, value]) => value !== null || key === "randomSeed" || !isSecret(key)),
    );

/**
 * Completes a declaration with the pool, device, seed and prefix of the drive.
 *
 * @param olds The inputs of the last run, or none.
 * @param randomBytes Generates a new seed.
 */
export const complete = (olds: RawInputs, news: RawInputs, randomBytes: (size: number) => Uint8Array): RawInputs => {
    const { __defaultVolumePrefix: _, device = deviceFor(news["format"]), ...declared } = news;
    const { triggers, ...others } = withoutNullSecrets(declared);
    const randomSeed = seedOf(olds, news, randomBytes);
    return {
        pool: "default",
        ...withoutDefaults({ ...others, device }),
        ...(triggers !== undefined && triggers !== "" && { triggers: digestTriggers(triggers, randomSeed) }),
        volumePrefix: prefixOf(olds, news),
        randomSeed,
    };
};
