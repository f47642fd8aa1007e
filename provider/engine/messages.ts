import { AsyncLocalStorage } from "node:async_hooks";
import { UNKNOWN } from "../model/unknown.ts";
import { oneLine } from "../text/one-line.ts";

/** How important a message is. */
export type Severity = "progress" | "info" | "warning";

/** Shows a line to the user. */
export type Listener = (severity: Severity, line: string) => void;

let isGuarded = false;

/**
 * The output ends with the engine. Pulumi's own handler of the error that a later line causes would write another line,
 * and so on for ever; the signal ends what is running.
 */
const guardOutput = (): void => {
    if (isGuarded) return;
    isGuarded = true;
    process.stdout.on("error", () => process.kill(process.pid, "SIGTERM"));
};

/** Pulumi prints a dynamic provider's standard output as messages of the stack. */
const print: Listener = (severity, line) => {
    guardOutput();
    process.stdout.write(`${severity === "warning" ? "warning: " : ""}${line}\n`);
};

const listeners = new AsyncLocalStorage<Listener>();

/** Runs an operation whose messages go to a listener; without one they go to the standard output. */
export const listening = <T>(listener: Listener, work: () => T): T => listeners.run(listener, work);

const show = (severity: Severity, line: string): void => {
    // The line may quote a daemon, and ends up in a terminal.
    (listeners.getStore() ?? print)(severity, oneLine(line));
};

/** Shows a line about work that takes long, until the next one replaces it. */
export const sayProgress = (line: string): void => show("progress", line);

/** Shows a line to the user. */
export const say = (line: string): void => show("info", line);

/** What reads have said about drift. */
const saidByRead = new Set<string>();

/** Says what a refresh found wrong with a drive. */
export const sayDrift = (id: string, drift: string): void => {
    const found = `config drive ${id}: ${drift}`;
    saidByRead.add(found);
    say(found);
};

/**
 * Says what the next update repairs, in the form of a change in a preview. A refresh also diffs what it just read: then
 * it is said already.
 *
 * @param planned The output `drive` after the update.
 */
export const sayRepair = (id: string, drift: string, planned: unknown): void => {
    if (saidByRead.delete(`config drive ${id}: ${drift}`)) return;
    const wanted = planned === UNKNOWN ? "[unknown]" : JSON.stringify(planned);
    say(`config drive ${id}: drive: ${JSON.stringify(drift)} => ${wanted}`);
};

/** Shows a warning about a host. */
export const warnOfHost = (warning: string): void => show("warning", warning);

/** Shows a warning about a drive. */
export const warn = (volumePrefix: string, warning: string): void =>
    show("warning", `config drive ${volumePrefix}: ${warning}`);
