#!/usr/bin/env node
import { buffer } from "node:stream/consumers";
import { VERSION } from "../provider/version.ts";
import type { Io } from "./io.ts";
import { main } from "./main.ts";

const interrupted = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => interrupted.abort());

/** Whoever doesn't wait for a slow reader to empty the pipe holds everything in memory. */
const print = (output: string | Uint8Array): void | Promise<void> => {
    if (process.stdout.write(output)) return;
    return new Promise((resolve) => process.stdout.once("drain", resolve));
};

const io: Io = {
    readStandardInput: () => buffer(process.stdin),
    print,
    complain: (line) => process.stderr.write(`${line}\n`),
    environment: process.env,
    now: () => performance.now(),
    signal: interrupted.signal,
};

// A reader that has seen enough, such as `head`, closes the pipe.
process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 2));

main(process.argv.slice(2), VERSION, io).then((code) => {
    process.exitCode = code;
});
