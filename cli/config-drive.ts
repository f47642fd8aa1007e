#!/usr/bin/env node
import { existsSync, readFileSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { buffer } from "node:stream/consumers";
import type { Io } from "./io.ts";
import { main } from "./main.ts";

/** The version of the package that a file belongs to. */
const versionOf = (file: string): string => {
    for (let folder = dirname(file); folder !== dirname(folder); folder = dirname(folder)) {
        const manifest = join(folder, "package.json");
        if (!existsSync(manifest)) continue;
        const { version }: { readonly version?: unknown } = JSON.parse(readFileSync(manifest, "utf8"));
        return String(version);
    }
    return "unknown";
};

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

const [, program = "", ...args] = process.argv;
main(args, versionOf(realpathSync(program)), io).then((code) => {
    process.exitCode = code;
});
