#!/usr/bin/env node
import { once } from "node:events";
import { addAbortSignal } from "node:stream";
import { buffer } from "node:stream/consumers";
import { Failure } from "../provider/files/failure.ts";
import { VERSION } from "../provider/model/version.ts";
import type { Io } from "./io/io.ts";
import { main } from "./main.ts";

const interrupted = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => interrupted.abort());

const complain = (line: string): boolean => process.stderr.write(`${line}\n`);

const readStandardInput = async (): Promise<Uint8Array> => {
    try {
        return await buffer(addAbortSignal(interrupted.signal, process.stdin));
    } catch (error) {
        if (interrupted.signal.aborted) throw new Failure("read standard input: interrupted.");
        throw error;
    }
};

/** While output waits for its reader, nothing is in progress that would have to be undone. */
const giveUp = (): never => {
    complain("config-drive: write standard output: interrupted.");
    return process.exit(2);
};

/** Waits for a slow reader to drain the pipe; otherwise all output would pile up in memory. */
const print = (output: string | Uint8Array): void | Promise<void> => {
    if (process.stdout.write(output)) return;
    return once(process.stdout, "drain", { signal: interrupted.signal }).then(() => undefined, giveUp);
};

const io: Io = {
    readStandardInput,
    print,
    complain,
    environment: process.env,
    now: () => performance.now(),
    signal: interrupted.signal,
};

// A reader that has seen enough, e.g. `head`, closes the pipe.
process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 2));

main(process.argv.slice(2), VERSION, io).then((code) => {
    process.exitCode = code;
});
