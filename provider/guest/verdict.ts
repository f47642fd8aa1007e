import type { GuestReport } from "../model/guest.ts";
import { type Course, SETTLE_S } from "./course.ts";
import { identityOf } from "./identity.ts";
import type { Sight, StageReport } from "./sight.ts";
import type { Wanted } from "./wanted.ts";

/**
 * What a wait comes to. `failed`: with errors. `degraded`: with recoverable ones only. `disabled`, `another`: the guest
 * won't take the drive in this boot. `stopped`: the machine went off too early. `off`, `paused`: it doesn't run.
 */
export type Outcome = "done" | "degraded" | "failed" | "disabled" | "another" | "stopped" | "off" | "paused";

/** An outcome, and the stages of all boots with the drive. */
export interface Verdict {
    readonly outcome: Outcome;
    readonly stages: readonly StageReport[];
}

const judgeEnd = (stages: readonly StageReport[]): Outcome => {
    if (stages.some(({ errors }) => errors.length > 0)) return "failed";
    return stages.some(({ warnings }) => warnings.length > 0) ? "degraded" : "done";
};

const judgeOff = ({ hasEnded, hasRun }: Course, { isFresh }: Wanted, ended: () => Outcome): Outcome => {
    // User data can have the machine power off at its end.
    if (hasEnded) return ended();
    return isFresh || hasRun ? "stopped" : "off";
};

const judge = (course: Course, wanted: Wanted, ended: () => Outcome): Outcome | undefined => {
    const { settled, last, hasRun } = course;
    switch (settled?.key) {
        case "crashed":
            return "stopped";
        case "off":
            return judgeOff(course, wanted, ended);
        case "paused":
            return wanted.isFresh || hasRun ? undefined : "paused";
        default:
            if (last === undefined) return undefined;
            if (identityOf(last, wanted) === "another") return "another";
            return last.phase === "disabled" ? "disabled" : ended();
    }
};

/** Whether nothing that comes later can change what is seen now. */
const isFinal = ({ last, hasEnded, hasRun, settled }: Course, { isFresh }: Wanted): boolean =>
    (hasEnded && last?.phase === "failed") || (settled?.key === "off" && !hasRun && !isFresh);

/** Judges what was seen so far; undefined while it can still change. */
export const verdictOf = (course: Course, at: number, wanted: Wanted): Verdict | undefined => {
    const { settled, last, earlier } = course;
    const isSettled = settled !== undefined && at - settled.since >= SETTLE_S;
    if (!isSettled && !isFinal(course, wanted)) return undefined;
    const stages = [...earlier, ...(last?.stages ?? [])];
    const outcome = judge(course, wanted, () => (last?.phase === "failed" ? "failed" : judgeEnd(stages)));
    return outcome && { outcome, stages };
};

/** What a single look says of the first boot; undefined if it isn't over, failed, or wasn't with this drive. */
export const reportOf = (sight: Sight, wanted: Wanted): GuestReport | undefined => {
    if (sight.phase !== "done" || identityOf(sight, wanted) !== "ours") return undefined;
    const outcome = judgeEnd(sight.stages);
    return outcome === "failed" ? undefined : toReport(outcome === "degraded" ? "degraded" : "done", sight);
};

/** A report of what was seen. */
export const toReport = (status: GuestReport["status"], { by, tool }: Pick<Sight, "by" | "tool">): GuestReport =>
    status === "pending" ? { status } : { status, by, ...(tool && { tool }) };
