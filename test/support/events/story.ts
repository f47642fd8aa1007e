import { type HostEvent, isDeviceChange, isLife } from "./host-event.ts";

/** What is known of a machine beside its events. */
export interface Evidence {
    /** For each start, oldest first: whether the drive was in, by the command line of QEMU. */
    readonly starts: readonly boolean[];
    /** For each time that a paused machine ran on: whether the drive was in, and when that was read, in milliseconds. */
    readonly resumes: ReadonlyMap<HostEvent, { readonly isIn: boolean; readonly at: number }>;
}

/** An event can arrive so long after the definition that it changed was read. */
export const LATE_MS = 1000;

const LIFECYCLE: Readonly<Record<string, string>> = {
    "Defined Added": "Defined",
    "Undefined Removed": "Undefined",
    "Suspended Paused": "Suspended",
    "Stopped Destroyed": "Stopped",
    "Stopped Shutdown": "Stopped",
};

const withDrive = (isIn: boolean): string => (isIn ? "with the drive" : "without the drive");

/** A definition that was read shortly after the machine ran on tells of that moment only if no device changed since. */
const tellResumed = (event: HostEvent, all: readonly HostEvent[], { resumes }: Evidence): string => {
    const found = resumes.get(event);
    if (found === undefined) return "Resumed and stopped at once";
    const later = all.slice(all.indexOf(event) + 1).filter(isDeviceChange);
    if (later.some(({ at }) => at < found.at + LATE_MS)) return "Resumed while a device changed";
    return `Resumed ${withDrive(found.isIn)}`;
};

const isOf = (event: HostEvent | undefined, what: string): boolean => event?.detail.startsWith(`${what} `) ?? false;

/** Whether an event only accompanies another one, which tells all there is. */
const isPartOfOther = ([beforeThat, before, event, next]: readonly (HostEvent | undefined)[]): boolean => {
    // A machine that starts runs on just before libvirt reports the start.
    if (isOf(event, "Resumed")) return next === undefined ? !isOf(before, "Suspended") : isOf(next, "Started");
    // One that starts paused is suspended just after.
    if (isOf(event, "Suspended")) return isOf(before, "Started") && !isOf(beforeThat, "Resumed");
    // A stop follows.
    return isOf(event, "Shutdown");
};

/** A domain's life in words: `Defined`, `Started with the drive`, `Stopped`, `Undefined`, … */
export const tell = (events: readonly HostEvent[], evidence: Evidence): readonly string[] => {
    const life = events.filter(isLife);
    let starts = 0;
    const tellStarted = (before: HostEvent | undefined): string => {
        const isIn = evidence.starts[starts++];
        if (isIn === undefined) throw new Error("the domain's log doesn't show its start");
        return isOf(before, "Resumed") ? `Started ${withDrive(isIn)}` : "Started paused";
    };
    return life.flatMap((event, index) => {
        const before = life[index - 1];
        if (isPartOfOther([life[index - 2], before, event, life[index + 1]])) return [];
        if (isOf(event, "Started")) return [tellStarted(before)];
        if (isOf(event, "Resumed")) return [tellResumed(event, events, evidence)];
        return [LIFECYCLE[event.detail] ?? event.detail];
    });
};
