import { readFileSync, writeSync } from "node:fs";
import { create, read, delete as remove } from "../../../provider/index.ts";
import { explain } from "../../../provider/libvirt/explain.ts";
import type { State } from "../../../provider/model/state.ts";
import { declarations } from "../../fuzz/libvirtd/life.ts";

/*
 * Has a drive made, read and deleted at each of the daemons that it is given on its standard input, by the functions
 * that the engine calls. Says on descriptor 3 what came of each, a line of JSON for each, with the most memory that
 * this process has had so far.
 */

/** A daemon to be tried. */
export interface Trial {
    readonly name: string;
    readonly uri: string;
}

/** What came of it. */
export interface Outcome {
    readonly name: string;
    /** `ok`, or the code of the error. */
    readonly code: string;
    readonly message: string;
    /** All that errors and their causes say, with where they were thrown. */
    readonly told: string;
    readonly milliseconds: number;
    readonly kibibytes: number;
    /** Whether anything was thrown where nobody waits for it. */
    readonly strays: readonly string[];
}

const DEADLINE_S = 1;
const timeouts = { create: DEADLINE_S, read: DEADLINE_S, update: DEADLINE_S, delete: DEADLINE_S };

const strays: string[] = [];
process.on("unhandledRejection", (error) => strays.push(String(error)));
process.on("uncaughtException", (error) => strays.push(String(error)));

/** Linux's maxRSS also counts what the process had before it became this program. */
const peakKibibytes = (): number => Number(/VmHWM:\s+(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))?.[1]);

const stacksOf = (error: unknown): string => (error instanceof Error ? `${error.stack}\n${stacksOf(error.cause)}` : "");

const codeOf = (error: unknown): string => {
    if (error instanceof Error && "code" in error) return String(error.code);
    if (error instanceof Error && error.cause !== undefined) return codeOf(error.cause);
    return explain("try", error).name;
};

const trialOf = async (name: string, work: () => Promise<unknown>): Promise<void> => {
    const start = performance.now();
    const failure = await work().then(
        () => undefined,
        (error: unknown) => error,
    );
    const outcome: Outcome = {
        name,
        code: failure === undefined ? "ok" : codeOf(failure),
        message: failure instanceof Error ? failure.message.slice(0, 10_000) : "",
        told: stacksOf(failure).slice(0, 100_000),
        milliseconds: performance.now() - start,
        kibibytes: peakKibibytes(),
        strays: strays.splice(0),
    };
    writeSync(3, `${JSON.stringify(outcome)}\n`);
};

const trials: readonly Trial[] = JSON.parse(readFileSync(0, "utf8"));
const [declared] = await declarations;
for (const { name, uri } of trials) {
    const news = { ...declared, connection: uri, timeouts, __provider: "" };
    let state: unknown;
    await trialOf(`${name}: create`, async () => {
        state = (await create(news)).outs;
    });
    if (state === undefined) continue;
    await trialOf(`${name}: read`, () => read("web", state as State));
    await trialOf(`${name}: delete`, () => remove("web", state as State));
}
process.exit(0);
