import type { State } from "../../../provider/model/state.ts";
import { ConfigDriveError } from "../../../provider/text/errors.ts";

/** Is in everything that a drive and its connection keep secret. */
export const SECRET = "s3cret-canary";

/** No message is longer, whatever the peer says. */
export const MAX_MESSAGE = 4096;
/** A state holds a key, a path and a definition of the peer's. */
const MAX_STATE = 16 * 1024 * 1024;

const chainOf = (error: unknown): readonly Error[] => (error instanceof Error ? [error, ...chainOf(error.cause)] : []);

/** Checks how an operation failed; gives the code. */
export const checkFailure = (error: Error): string => {
    if (!(error instanceof ConfigDriveError)) throw error;
    const { message, code } = error;
    if (message.length > MAX_MESSAGE) throw new Error(`a message of ${message.length} characters: ${code}`);
    if (/[\p{Cc}\u2028\u2029]/u.test(message)) throw new Error(`a message that steers: ${JSON.stringify(message)}`);
    if (chainOf(error).some(({ stack = "" }) => stack.includes(SECRET))) throw new Error(`a secret is told: ${code}`);
    return code;
};

/** Checks what an operation came to; gives it in a word. */
export const checkState = (state: State): string => {
    const text = JSON.stringify(state);
    if (text.length > MAX_STATE) throw new Error(`a state of ${text.length} characters`);
    if (state.drive.length > MAX_MESSAGE) throw new Error(`a finding of ${state.drive.length} characters`);
    if (state.alias.length > 100 || state.volumePrefix !== "web") throw new Error(`the state of another drive`);
    return "ok";
};
