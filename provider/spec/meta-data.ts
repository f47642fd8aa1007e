import { z } from "zod";
import { parseUuid } from "../model/uuid.ts";
import { isBase64, NOT_BASE64 } from "./base64.ts";
import { hostname, hostnameRules } from "./hostname.ts";
import { metaRules } from "./meta.ts";
import type { Rule } from "./rule.ts";
import { type Schemas, wholeNumber } from "./schema.ts";

/** The plain values of `meta_data.json`. */
export interface MetaDataContent {
    readonly uuid: string | undefined;
    readonly hostname: string | undefined;
    readonly name: string | undefined;
    readonly availabilityZone: string | null | undefined;
    readonly launchIndex: number | undefined;
    readonly projectId: string | undefined;
    readonly meta: Readonly<Record<string, string>> | undefined;
    readonly adminPassword: string | undefined;
    readonly randomSeed: string | null | undefined;
    readonly dedicatedCpus: readonly number[] | undefined;
}

const uuid = z.string().refine((text) => parseUuid(text) !== undefined, {
    error: "must be a UUID, e.g. 83679162-1378-4288-a2d4-70e13ec132aa",
});

const count = wholeNumber.refine((number) => number >= 0, { error: "must be 0 or more" });

const randomSeed = z
    .string()
    .refine((text) => text !== "", { error: "is empty; use null to omit it" })
    .refine(isBase64, { error: NOT_BASE64 });

/** The schemas of the plain values of `meta_data.json`. */
export const metaDataSchemas: Schemas<MetaDataContent> = {
    uuid: uuid.optional(),
    hostname: hostname.optional(),
    name: z.string().optional(),
    availabilityZone: z.string().nullable().optional(),
    launchIndex: count.optional(),
    projectId: z.string().optional(),
    meta: z.record(z.string(), z.string()).optional(),
    adminPassword: z.string().optional(),
    randomSeed: randomSeed.nullable().optional(),
    dedicatedCpus: z.array(count).optional(),
};

const SECRETS = ["userData", "adminPassword", "files", "rootFiles", "vendorData", "vendorData2"] as const;

/** Bytes of a seed that nobody can guess by brute force: 128 bits. */
export const SALT_BYTES = 16;

/** Whether a seed in base64 has enough bytes that nobody can guess it, nor anything that it is hashed with. */
export const isSalt = (seed: unknown): boolean =>
    typeof seed === "string" && Buffer.from(seed, "base64").length >= SALT_BYTES;

/** Why a seed isn't secret; an empty one is drawn later. */
export const saltProblem = (seed: unknown): string | undefined => {
    if (seed === null) return "is null";
    if (typeof seed !== "string" || seed === "" || !isBase64(seed)) return undefined;
    return Buffer.from(seed, "base64").length < SALT_BYTES ? `has fewer than ${SALT_BYTES} bytes` : undefined;
};

// With only one short password unknown in an image, the image's digest reveals it by trial and error.
const saltedDigest: Rule = {
    severity: "warning",
    find: ({ randomSeed, ...inputs }) => {
        const wrong = saltProblem(randomSeed);
        if (wrong === undefined || SECRETS.every((key) => inputs[key] === undefined)) return [];
        const reason = `${wrong}, so others can guess the drive's secrets from its digests, which aren't secret; set at least ${SALT_BYTES} random bytes in base64 (the resource generates them if you omit randomSeed)`;
        return [{ path: "randomSeed", reason }];
    },
};

/** The rules about the values of `meta_data.json`. */
export const metaDataRules: readonly Rule[] = [...hostnameRules, ...metaRules, saltedDigest];
