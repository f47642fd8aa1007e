import type { Sight, StageReport } from "../../provider/guest/sight.ts";
import { printableLine } from "../io/text.ts";

/** Something that happened in a guest. */
export interface Happening {
    /** A stage, or one or two words for what it concerns. */
    readonly about: string;
    readonly text: string;
}

const ABOUT_WIDTH = 14;
const SECONDS_WIDTH = 5;

/** `1 error`, `2 errors`. */
export const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? "" : "s"}`;

const showFinished = ({ seconds, errors, warnings }: StageReport): string =>
    [
        seconds === undefined ? "finished" : `finished after ${seconds.toFixed(1)} s`,
        ...(errors.length > 0 ? [count(errors.length, "error")] : []),
        ...(warnings.length > 0 ? [count(warnings.length, "warning")] : []),
    ].join(", ");

/** The stages that have ended: all that are reported, except the one that runs. */
const endedIn = (sight: Sight | undefined): readonly StageReport[] =>
    (sight?.stages ?? []).filter(({ name }) => name !== sight?.stage);

const onceKnown = (about: string, before: string | undefined, now: string | undefined): readonly Happening[] =>
    now === undefined || now === before ? [] : [{ about, text: now }];

const stagesSince = (before: Sight | undefined, now: Sight): readonly Happening[] => {
    const known = new Set(endedIn(before).map(({ name }) => name));
    const ended = endedIn(now)
        .filter(({ name }) => !known.has(name))
        .map((stage) => ({ about: stage.name, text: showFinished(stage) }));
    const isNew = now.stage !== undefined && now.stage !== before?.stage;
    return isNew && now.stage !== undefined ? [...ended, { about: now.stage, text: "runs" }] : ended;
};

/** Whether a guest has restarted between two looks. */
export const isRestart = (before: Sight | undefined, now: Sight): boolean =>
    now.bootId !== undefined && before?.bootId !== undefined && now.bootId !== before.bootId;

/** What happened from one look at a guest to the next. After a restart its stages count again. */
export const happenedSince = (earlier: Sight | undefined, now: Sight): readonly Happening[] => {
    const hasRestarted = isRestart(earlier, now);
    const before = hasRestarted ? undefined : earlier;
    return [
        ...(hasRestarted ? [{ about: "boot", text: "the guest has restarted" }] : []),
        ...onceKnown("tool", earlier?.tool, now.tool),
        ...onceKnown("datasource", before?.datasource, now.datasource),
        ...onceKnown("instance id", earlier?.instanceId, now.instanceId),
        ...stagesSince(before, now),
    ];
};

/** A line of the timeline; its texts can come from the guest. */
export const showHappening = (seconds: number, { about, text }: Happening): string =>
    printableLine(`${seconds.toFixed(0).padStart(SECONDS_WIDTH)} s  ${about.padEnd(ABOUT_WIDTH)}  ${text}`);
