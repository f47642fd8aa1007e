import { createHash, createHmac } from "node:crypto";
import { z } from "zod";
import { type Content, isBytes } from "../formats/entries/content.ts";
import { canonicalJson } from "../model/canonical.ts";
import type { JsonObject, RawInputs, Rerun } from "../model/inputs.ts";
import type { Problem } from "../model/problem.ts";
import { UNKNOWN } from "../model/unknown.ts";
import { nameBasedUuid } from "../model/uuid.ts";
import { isBare } from "./image.ts";
import { isForIgnition } from "./intended-guest.ts";
import { SALT_BYTES, saltProblem } from "./meta-data.ts";
import type { Rule } from "./rule.ts";
import type { Schemas } from "./schema.ts";

/** Whether changed content makes the guest run its first-boot setup again. */
export interface RerunContent {
    readonly rerun: Rerun | undefined;
}

/** The schema of `rerun`. */
export const rerunSchemas: Schemas<RerunContent> = {
    rerun: z.enum(["never", "onChange"] satisfies Rerun[]).optional(),
};

/**
 * The inputs whose change repeats the first-boot setup: instructions, and the files that come with them. Names, keys,
 * passwords and the network describe the machine. They change in daily operation, where new ssh host keys and a second
 * run of every script would do harm. Nor would a repeated setup revoke a key: cloud-init only adds keys.
 */
export const RERUN_KEYS = ["userData", "vendorData", "vendorData2", "files"] as const;

/** A file counts by its bytes, whether they are in the declaration or on disk. */
const sha256Of = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");

/** The values of the content that the instance id depends on, decoded. */
interface Instructions extends RerunContent {
    readonly uuid: string | undefined;
    readonly randomSeed: string | null | undefined;
    readonly userData: Uint8Array | undefined;
    readonly vendorData: JsonObject | undefined;
    readonly vendorData2: JsonObject | undefined;
    readonly files: Readonly<Record<string, Content>> | undefined;
}

/**
 * The instance id: the declared or default UUID, with `rerun` one derived from it and the content. The seed keys the
 * digest, since the content can be a secret that is short enough to guess and the id isn't secret.
 *
 * Guests run their setup again if this ever returns another id for equal inputs. So parts of user data count as they
 * are declared, not as the MIME message that a version of this package makes of them.
 *
 * @param userData As declared.
 */
export const instanceIdOf = (content: Instructions, userData: unknown, defaultUuid: string): string => {
    const { uuid = defaultUuid, rerun, randomSeed, vendorData = {}, files = {} } = content;
    if (rerun !== "onChange" || typeof randomSeed !== "string") return uuid;
    const { userData: bytes, vendorData2 = { static: vendorData } } = content;
    const instructions = {
        userData: bytes === undefined || Array.isArray(userData) ? userData : base64(bytes),
        vendorData,
        vendorData2,
        files: Object.fromEntries(
            Object.entries(files).map(([path, file]) => [path, isBytes(file) ? sha256Of(file) : file.sha256]),
        ),
    };
    const digest = createHmac("sha256", randomSeed).update(canonicalJson(instructions)).digest("hex");
    return nameBasedUuid(JSON.stringify(["rerun", uuid.toLowerCase(), digest]));
};

const isRerun = ({ rerun }: RawInputs): boolean => rerun === "onChange";

const problem = (reason: string): readonly Problem[] => [{ path: "rerun", reason }];

const needsMetadata: Rule = {
    severity: "error",
    find: (inputs) =>
        isRerun(inputs) && isBare(inputs)
            ? problem("requires metadata, which carries the instance id, but metadataVersions is []; omit rerun")
            : [],
};

const needsSalt: Rule = {
    severity: "error",
    find: (inputs) => {
        const { randomSeed } = inputs;
        if (!isRerun(inputs) || isBare(inputs) || randomSeed === UNKNOWN) return [];
        if (randomSeed !== undefined && saltProblem(randomSeed) === undefined) return [];
        const why = "others could guess the content from the instance id, which isn't secret";
        const reason = `requires a randomSeed of at least ${SALT_BYTES} random bytes in base64, because without one ${why}; set one and keep it (the resource does so if you omit randomSeed)`;
        return problem(reason);
    },
};

const notForIgnition: Rule = {
    severity: "warning",
    find: (inputs) =>
        isRerun(inputs) && isForIgnition(inputs)
            ? problem(
                  "has no effect: Ignition runs only at a machine's first boot, regardless of the instance id; replace the machine to apply another config",
              )
            : [],
};

/** The rules about `rerun`. */
export const rerunRules: readonly Rule[] = [needsMetadata, needsSalt, notForIgnition];
