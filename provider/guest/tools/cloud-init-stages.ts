import type { StageReport } from "../sight.ts";
import { type Fields, fieldsOf, finite, member, messagesOf, someText } from "./untrusted.ts";

/** The stages in the order of a boot. `modules-init` is only in documents of old versions, and has no unit. */
const STAGES = ["init-local", "init", "modules-init", "modules-config", "modules-final"] as const;

/** The stage that ends a boot. */
const LAST = "modules-final";

/** The name under which errors are reported that cloud-init doesn't attribute to a stage. */
const NO_STAGE = "cloud-init";

/** Up to 24.1 times are seconds since 1970. If the clock is set during a stage, it seems to take years. */
const LONGEST = 86_400;

/** What cloud-init recorded of the stages of one boot. */
export interface Boot {
    /** Those that have started or have something to say. */
    readonly stages: readonly StageReport[];
    /** The stage that runs; undefined between two stages. */
    readonly stage: string | undefined;
    /** Whether the last stage has ended. */
    readonly hasEnded: boolean;
}

const secondsOf = (stage: Fields): number | undefined => {
    const start = finite(member(stage, "start"));
    const finished = finite(member(stage, "finished"));
    if (start === undefined || finished === undefined) return undefined;
    const seconds = Math.round((finished - start) * 1000) / 1000;
    return seconds < 0 || seconds > LONGEST ? undefined : seconds;
};

const hasStarted = (stage: Fields): boolean => finite(member(stage, "start")) !== undefined;
const hasFinished = (stage: Fields): boolean => finite(member(stage, "finished")) !== undefined;

/** Messages that no earlier stage had: from 24.2 on, all stages list what init-local had, since they share its lists. */
const unseen = (messages: readonly string[], seen: Set<string>): readonly string[] =>
    messages.filter((message) => !seen.has(message) && seen.add(message));

/** Recoverable errors are listed by level: WARNING, DEPRECATED and others. */
const warningsOf = (stage: Fields): readonly string[] =>
    messagesOf(Object.values(fieldsOf(member(stage, "recoverable_errors"))).flat());

/** What the document says of the stages; `v1` of status.json, or the output of `cloud-init status` from 23.4 on. */
export const bootOf = (v1: Fields): Boot => {
    const errorsSeen = new Set<string>();
    const warningsSeen = new Set<string>();
    const stages = STAGES.map((name) => ({ name, fields: fieldsOf(member(v1, name)) }));
    const reports = stages.map(({ name, fields }) => ({
        isKnown: hasStarted(fields),
        name,
        seconds: secondsOf(fields),
        errors: unseen(messagesOf(member(fields, "errors")), errorsSeen),
        warnings: unseen(warningsOf(fields), warningsSeen),
    }));
    return {
        stages: reports
            .filter(({ isKnown, errors, warnings }) => isKnown || errors.length + warnings.length > 0)
            .map(({ isKnown: _, ...report }) => report),
        stage: someText(member(v1, "stage")),
        hasEnded: hasFinished(fieldsOf(member(v1, LAST))),
    };
};

/** Adds errors that no stage has, such as those of result.json. */
export const withErrors = (stages: readonly StageReport[], messages: readonly string[]): readonly StageReport[] => {
    const errors = unseen(messages, new Set(stages.flatMap((stage) => stage.errors)));
    return errors.length === 0 ? stages : [...stages, { name: NO_STAGE, errors, warnings: [] }];
};

/** An error for each stage that was killed: it started and didn't finish, yet the boot is over. */
export const withKilled = (stages: readonly StageReport[], v1: Fields): readonly StageReport[] =>
    stages.map((report) => {
        const fields = fieldsOf(member(v1, report.name));
        if (!hasStarted(fields) || hasFinished(fields)) return report;
        return { ...report, errors: [...report.errors, "started and didn't finish"] };
    });

/** Whether a stage reported an error. */
export const hasErrors = (stages: readonly StageReport[]): boolean => stages.some(({ errors }) => errors.length > 0);
