import { Failure } from "../../provider/files/failure.ts";
import { MAX_TIMEOUT_S } from "../../provider/model/timeouts.ts";

/** Reads the option `--timeout`. */
export const readTimeout = (text: string): number => {
    const seconds = Number(text);
    if (text.trim() !== "" && seconds > 0 && seconds <= MAX_TIMEOUT_S) return seconds;
    throw new Failure(`--timeout ${text}: must be a number of seconds above 0 and at most ${MAX_TIMEOUT_S}.`);
};
