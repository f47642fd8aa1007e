#!/usr/bin/env node
/** The program that Pulumi's engine starts: a provider of `config-drive:index:ConfigDrive`. */

import { parseArguments } from "./arguments.ts";

const run = async (): Promise<void> => {
    const command = parseArguments(process.argv.slice(2));
    if (command.does === "serve") {
        const { serve } = await import("./serve.ts");
        await serve(command.engine, process.env);
    } else if (command.does === "print") {
        process.stdout.write(`${command.text}\n`);
    } else {
        process.stderr.write(`${command.reason}\n`);
        process.exitCode = 2;
    }
};

void run();
