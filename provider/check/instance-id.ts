import { isDeepStrictEqual } from "node:util";
import type { RawInputs } from "../model/inputs.ts";
import type { Problem } from "../model/problem.ts";
import type { Planned } from "../model/state.ts";
import { hasUnknown, UNKNOWN } from "../model/unknown.ts";
import { nameBasedUuid, parseUuid } from "../model/uuid.ts";
import { isBare } from "../spec/image.ts";
import { RERUN_KEYS } from "../spec/rerun.ts";

/** The default instance id: the domain's UUID, which guests also see in their firmware tables. */
export const defaultUuid = ({ domain, connection, pool, volumePrefix }: RawInputs): string => {
    if (domain === UNKNOWN) return UNKNOWN;
    if (typeof domain === "string" && parseUuid(domain)) return domain.toLowerCase();
    const place = [connection, pool, volumePrefix];
    return hasUnknown(place) ? UNKNOWN : nameBasedUuid(JSON.stringify(place));
};

/** The instance id without `rerun`. */
const baseOf = (inputs: RawInputs): string => String(inputs["uuid"] ?? defaultUuid(inputs)).toLowerCase();

/** With `rerun` an id depends on these; `uuid` stands for the id without it. */
const causesOf = (olds: RawInputs, inputs: RawInputs): readonly string[] => [
    ...(baseOf(olds) === baseOf(inputs) ? [] : ["uuid"]),
    ...["randomSeed", ...RERUN_KEYS].filter((key) => !isDeepStrictEqual(olds[key], inputs[key])),
];

/** cloud-init reuses its cache, without a look at the drive, while its instance id is the UUID in the firmware's tables. */
const isCached = (last: string, { domain }: RawInputs): boolean =>
    typeof domain === "string" && domain.toLowerCase() === last.toLowerCase();

const CACHED =
    ". cloud-init doesn't notice this by itself: while its instance id is the domain's UUID, it uses its cache instead of the drive. After the update, run `cloud-init clean --reboot` in the guest once";

const AGAIN = "cloud-init makes new ssh host keys and applies users, files, runcmd and scripts again";

/** What the guest does with `rerun`, and why: the program asked for it. */
const repeated = (olds: RawInputs, inputs: RawInputs, change: string): string => {
    if (olds["rerun"] !== "onChange") {
        return `is newly set, which makes the guest run its first-boot setup again: ${AGAIN}. The instance id changes once, ${change}`;
    }
    const causes = causesOf(olds, inputs).join(" and ");
    return `makes the guest run its first-boot setup again at its next boot, because ${causes} changed: ${AGAIN}. The instance id changes ${change}. A guest that already ran exactly this content skips it`;
};

/** First-boot programs identify a machine by its instance id. */
export const renewed = (olds: RawInputs, inputs: RawInputs, { instanceId }: Planned): readonly Problem[] => {
    const last = olds["instanceId"];
    const isOther = typeof last === "string" && last !== UNKNOWN && last !== instanceId;
    if (!isOther || olds["domain"] !== inputs["domain"] || isBare(inputs)) return [];
    const cached = isCached(last, inputs) ? CACHED : "";
    if (inputs["rerun"] === "onChange") {
        return [{ path: "rerun", reason: repeated(olds, inputs, `from ${last} to ${instanceId}`) + cached }];
    }
    // An imported drive can have any text as its id, but uuid accepts only a UUID.
    const remedy = parseUuid(last) === undefined ? "" : `; to prevent this, set uuid: "${last}"`;
    const so = `changes from ${last} to ${instanceId}, so the guest will consider itself a new machine and run its first-boot setup again, with new ssh host keys${remedy}`;
    const isRemoved = olds["rerun"] === "onChange";
    const [path, reason] = isRemoved ? ["rerun", `was removed, so the instance id ${so}`] : ["uuid", so];
    return [{ path, reason: reason + cached }];
};

/**
 * A drive that moves to another connection is replaced, and checked again without its old inputs: that draws another
 * seed, on which the id depends. Only this check sees both.
 */
export const redrawn = (olds: RawInputs, news: RawInputs, inputs: RawInputs): readonly Problem[] => {
    const { connection, domain } = inputs;
    const isReplaced =
        typeof olds["connection"] === "string" && connection !== UNKNOWN && olds["connection"] !== connection;
    const isSame = domain !== undefined && olds["domain"] === domain;
    const isDrawn = news["randomSeed"] === undefined || news["randomSeed"] === "";
    if (inputs["rerun"] !== "onChange" || !isReplaced || !isSame || !isDrawn) return [];
    const reason =
        "makes the guest run its first-boot setup again at its next boot, because another connection replaces the drive and its randomSeed; to prevent this, set randomSeed to its current value (pulumi stack export --show-secrets)";
    return [{ path: "rerun", reason }];
};
