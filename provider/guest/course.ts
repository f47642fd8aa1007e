import { identityOf } from "./identity.ts";
import type { Power } from "./machine.ts";
import type { Sight, StageReport } from "./sight.ts";
import type { Wanted } from "./wanted.ts";

/** One look at a machine and its guest. */
export interface Observation {
    /** Seconds since the wait began. */
    readonly at: number;
    readonly power: Power;
    /** What was seen of the guest; absent if the machine is off. */
    readonly sight?: Sight | undefined;
}

/** A state that looks like an end, and since when it has looked so. */
interface Settled {
    /** A power other than `on`, or what names the end of a boot. */
    readonly key: string;
    readonly since: number;
}

/** What the looks at a machine have shown so far. */
export interface Course {
    /** Whether any look showed the machine running. */
    readonly hasRun: boolean;
    /** The last sight of the guest that showed anything. */
    readonly last?: Sight | undefined;
    /** Stages of earlier boots with this drive: they don't run again, so a second boot is clean whatever happened before. */
    readonly earlier: readonly StageReport[];
    readonly settled?: Settled | undefined;
    /** Whether the last boot that was seen has ended, with this drive. */
    readonly hasEnded: boolean;
}

/** Before the first look. */
export const START: Course = { hasRun: false, earlier: [], hasEnded: false };

/** A guest that is done may be about to restart, and one with another id about to look for its drive. */
export const SETTLE_S = 5;

const withMessages = ({ stages }: Sight): readonly StageReport[] =>
    stages.filter(({ errors, warnings }) => errors.length + warnings.length > 0);

const isNextBoot = (last: Sight, { bootId }: Sight): boolean =>
    last.bootId !== undefined && bootId !== undefined && last.bootId !== bootId;

/** What is kept of a boot when the next one begins. cloudbase-init itself repeats what failed. */
const keptOf = ({ last, earlier }: Course, sight: Sight, wanted: Wanted): readonly StageReport[] =>
    last !== undefined &&
    last.tool !== "cloudbase-init" &&
    isNextBoot(last, sight) &&
    identityOf(last, wanted) === "ours"
        ? [...earlier, ...withMessages(last)]
        : earlier;

const settle = (settled: Settled | undefined, key: string | undefined, at: number): Settled | undefined => {
    if (key === undefined) return undefined;
    return settled?.key === key ? settled : { key, since: at };
};

/** Whether a sight shows the end of a boot. */
const isOver = ({ phase }: Sight): boolean => phase === "done" || phase === "failed";

/** Names a state in which the guest would stay; undefined while it goes on. */
const endOf = (sight: Sight, wanted: Wanted): string | undefined => {
    const identity = identityOf(sight, wanted);
    const isEnd = sight.phase === "disabled" || identity === "another" || (isOver(sight) && identity === "ours");
    return isEnd ? JSON.stringify([sight.phase, identity, sight.bootId]) : undefined;
};

/** The course after one more look. */
export const follow = (course: Course, { at, power, sight }: Observation, wanted: Wanted): Course => {
    const hasRun = course.hasRun || power === "on";
    if (power !== "on") return { ...course, settled: settle(course.settled, power, at) };
    if (sight === undefined || sight.phase === "unseen") return { ...course, hasRun, settled: undefined };
    return {
        hasRun,
        last: sight,
        earlier: keptOf(course, sight, wanted),
        settled: settle(course.settled, endOf(sight, wanted), at),
        hasEnded: isOver(sight) && identityOf(sight, wanted) === "ours",
    };
};
