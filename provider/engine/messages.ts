import { oneLine } from "../text/one-line.ts";

/** Lines on standard output reach the user as messages of the stack. */
export const say = (line: string): void => {
    // It may quote a daemon, and goes to a terminal.
    process.stdout.write(`${oneLine(line)}\n`);
};

/** Says what is no error, and of which drive. */
export const warn = (volumePrefix: string, warning: string): void => {
    say(`warning: config drive ${volumePrefix}: ${warning}`);
};
