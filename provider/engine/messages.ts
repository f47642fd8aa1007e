import { UNKNOWN } from "../model/unknown.ts";
import { oneLine } from "../text/one-line.ts";

/** Shows a line to the user: Pulumi prints a plugin's standard output as messages of the stack. */
export const say = (line: string): void => {
    // The line may quote a daemon, and ends up in a terminal.
    process.stdout.write(`${oneLine(line)}\n`);
};

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

/** Shows a warning about a drive. */
export const warn = (volumePrefix: string, warning: string): void => {
    say(`warning: config drive ${volumePrefix}: ${warning}`);
};
