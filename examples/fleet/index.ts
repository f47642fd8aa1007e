/**
 * Config drives on many hosts: one stack per host, several at a time, on Pulumi's own engine. A host that fails doesn't
 * stop the others. Prints a table of the results, and exits with 1 if a host failed.
 *
 *     node index.ts preview|up|refresh|destroy [--parallel 4] [--hosts hosts.json]
 *
 * It needs, besides Node 22.18 or newer:
 * - the Pulumi CLI on the PATH, with `pulumi-resource-pulumi-nodejs` beside it, as in Pulumi's releases. There is no
 *   Pulumi.yaml and no language host: this process is the program of every stack.
 * - to be started in a folder below which `node_modules` has `pulumi-config-drive` and `@pulumi/pulumi`. The plugin
 *   starts in the stack's work folder, `.fleet/HOST`, and loads both from there upwards; in a temporary folder, which is
 *   what Pulumi uses by default, it wouldn't find them. Keep `.fleet`: it has the settings of the stacks.
 * - a backend: `pulumi login`, or PULUMI_BACKEND_URL, e.g. s3://my-states, or file:// and an absolute path.
 * - PULUMI_CONFIG_PASSPHRASE, if the backend isn't Pulumi Cloud: the states have secrets.
 *
 * After a killed run a stack of such a backend stays locked: run `pulumi cancel --stack HOST` in its work folder.
 */
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import * as pulumi from "@pulumi/pulumi";
import { ConfigDrive, type ConfigDriveArgs } from "pulumi-config-drive";

/** A host, as hosts.json describes it. */
interface Host {
    readonly connection: string;
    readonly drives: Readonly<Record<string, ConfigDriveArgs>>;
}

interface Result {
    readonly host: string;
    readonly failure?: string;
    readonly changes: Readonly<Record<string, number | undefined>>;
    readonly seconds: number;
}

/** Declares the drives of one host. Each gets the host's connection. */
const programFor =
    ({ connection, drives }: Host) =>
    async (): Promise<void> => {
        for (const [name, args] of Object.entries(drives)) new ConfigDrive(name, { ...args, connection });
    };

const stackOf = async (name: string, host: Host): Promise<pulumi.automation.Stack> => {
    const workDir = join(process.cwd(), ".fleet", name);
    mkdirSync(workDir, { recursive: true });
    const inline = { stackName: name, projectName: "fleet", program: programFor(host) };
    return await pulumi.automation.LocalWorkspace.createOrSelectStack(inline, { workDir });
};

type Command = "preview" | "up" | "refresh" | "destroy";

type Changes = Result["changes"];

const COMMANDS: Readonly<
    Record<Command, (stack: pulumi.automation.Stack, options: pulumi.automation.UpOptions) => Promise<Changes>>
> = {
    preview: async (stack, options) => (await stack.preview(options)).changeSummary,
    up: async (stack, options) => (await stack.up(options)).summary.resourceChanges ?? {},
    refresh: async (stack, options) => (await stack.refresh(options)).summary.resourceChanges ?? {},
    destroy: async (stack, options) => (await stack.destroy(options)).summary.resourceChanges ?? {},
};

const isCommand = (text: string | undefined): text is Command => text !== undefined && Object.hasOwn(COMMANDS, text);

/** Runs a command on one host. Never throws: a failure is a result. */
const runOn = async (name: string, host: Host, command: Command): Promise<Result> => {
    const start = performance.now();
    const errors: string[] = [];
    const onEvent = ({ diagnosticEvent }: pulumi.automation.EngineEvent): void => {
        if (diagnosticEvent?.severity === "error") errors.push(diagnosticEvent.message);
    };
    const ended = (changes: Changes, failure?: string): Result => ({
        host: name,
        changes,
        seconds: (performance.now() - start) / 1000,
        ...(failure !== undefined && { failure }),
    });
    try {
        return ended(await COMMANDS[command](await stackOf(name, host), { onEvent, color: "never" }));
    } catch (error) {
        const thrown = error instanceof Error ? error.message : String(error);
        // The engine's own report is shorter than what the CLI printed.
        const [first = "it failed"] = (errors[0] ?? thrown)
            .replaceAll(/<\{%.*?%\}>/g, "")
            .trim()
            .split("\n");
        return ended({}, first);
    }
};

/** Runs work for each item, but for no more than `limit` at a time. */
const forEachOf = async <T>(items: readonly T[], limit: number, work: (item: T) => Promise<void>): Promise<void> => {
    const waiting = [...items];
    const worker = async (): Promise<void> => {
        for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item);
    };
    await Promise.all(Array.from({ length: limit }, worker));
};

const showChanges = (changes: Changes): string => {
    const shown = Object.entries(changes).map(([kind, count]) => `${count ?? 0} ${kind}`);
    return shown.length === 0 ? "no changes" : shown.join(", ");
};

const showTable = (results: readonly Result[]): string => {
    const width = Math.max(...results.map(({ host }) => host.length));
    const lines = results.map(({ host, failure, changes, seconds }) => {
        const outcome = failure === undefined ? `ok      ${showChanges(changes)}` : `failed  ${failure}`;
        return `${host.padEnd(width)}  ${seconds.toFixed(1).padStart(7)} s  ${outcome}\n`;
    });
    return lines.join("");
};

const main = async (): Promise<void> => {
    const { values, positionals } = parseArgs({
        allowPositionals: true,
        options: {
            hosts: { type: "string", default: "hosts.json" },
            parallel: { type: "string", default: "4" },
        },
    });
    const [command] = positionals;
    const limit = Number(values.parallel);
    if (!isCommand(command) || positionals.length > 1 || !(Number.isSafeInteger(limit) && limit > 0)) {
        throw new TypeError("usage: node index.ts preview|up|refresh|destroy [--parallel 4] [--hosts hosts.json]");
    }
    const hosts: Readonly<Record<string, Host>> = JSON.parse(readFileSync(values.hosts, "utf8"));
    const results: Result[] = [];
    await forEachOf(Object.entries(hosts), limit, async ([name, host]) => {
        process.stderr.write(`${name}: ${command}\n`);
        results.push(await runOn(name, host, command));
    });
    const names = Object.keys(hosts);
    results.sort((one, other) => names.indexOf(one.host) - names.indexOf(other.host));
    process.stdout.write(showTable(results));
    if (results.some(({ failure }) => failure !== undefined)) process.exitCode = 1;
};

main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 2;
});
