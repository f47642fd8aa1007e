#!/usr/bin/env node
import { once } from "node:events";
import { fstatSync } from "node:fs";
import { reasonOf } from "../provider/files/failure.ts";
import { VERSION } from "../provider/model/version.ts";
import type { Io } from "./io/io.ts";
import { readStream } from "./io/stream.ts";
import { main } from "./main.ts";

const interrupted = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => interrupted.abort());

const complain = (line: string): boolean => process.stderr.write(`${line}\n`);

const readStandardInput = (most: number): Promise<Uint8Array> =>
    readStream(process.stdin, { name: "standard input", most, signal: interrupted.signal });

const STANDARD_INPUT = 0;

/** Whether standard input is a file. It can also be closed. */
const isFile = (descriptor: number): boolean => {
    try {
        return fstatSync(descriptor).isFile();
    } catch {
        return false;
    }
};

/** Replaces the terminal's last line. */
const showProgress = (text: string): void => {
    process.stderr.write(`\r\u001b[K${text}`);
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
    standardInputFile: isFile(STANDARD_INPUT) ? STANDARD_INPUT : undefined,
    readStandardInput,
    print,
    complain,
    showProgress: process.stderr.isTTY ? showProgress : undefined,
    environment: process.env,
    now: () => performance.now(),
    signal: interrupted.signal,
};

// A reader that has seen enough, e.g. `head`, closes the pipe.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0);
    complain(`config-drive: write standard output: ${reasonOf(error)}.`);
    process.exit(2);
});

main(process.argv.slice(2), VERSION, io).then((code) => {
    process.exitCode = code;
});
