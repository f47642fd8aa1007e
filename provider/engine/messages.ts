import { oneLine } from "../text/one-line.ts";

/** Shows a line to the user: Pulumi prints a plugin's standard output as messages of the stack. */
export const say = (line: string): void => {
    // The line may quote a daemon, and ends up in a terminal.
    process.stdout.write(`${oneLine(line)}\n`);
};

/** Shows a warning about a drive. */
export const warn = (volumePrefix: string, warning: string): void => {
    say(`warning: config drive ${volumePrefix}: ${warning}`);
};
