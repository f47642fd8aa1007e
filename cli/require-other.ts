import { realpath } from "node:fs/promises";
import { Failure } from "../provider/files/failure.ts";
import { STANDARD } from "./io/source.ts";

/** The file at a path, by its one real name; undefined if none exists. */
const realOf = (path: string): Promise<string | undefined> =>
    path === STANDARD ? Promise.resolve(undefined) : realpath(path).catch(() => undefined);

/**
 * Fails if a command would replace what it reads.
 *
 * @param what What it reads, e.g. `the file of the inputs`.
 */
export const requireOther = async (source: string, output: string, what: string): Promise<void> => {
    const file = await realOf(source);
    if (file === undefined || file !== (await realOf(output))) return;
    throw new Failure(`write ${output}: it is ${what}. Name another file.`);
};
