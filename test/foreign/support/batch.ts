import { spawn } from "node:child_process";
import { availableParallelism } from "node:os";

/** What a tool did. */
export interface Ran {
    readonly status: number;
    /** Standard output and, among it, standard error. */
    readonly output: string;
}

const quoted = (argument: string): string => `'${argument.replaceAll("'", String.raw`'\''`)}'`;

/** Runs a shell that is told on its standard input what to do. */
const runShell = (script: string): Promise<Buffer> =>
    new Promise((resolve, reject) => {
        const env = { ...process.env, LC_ALL: "C.UTF-8", TZ: "UTC" };
        const shell = spawn("sh", ["-s"], { env, stdio: ["pipe", "pipe", "inherit"] });
        const output: Buffer[] = [];
        shell.stdout.on("data", (chunk: Buffer) => output.push(chunk));
        shell.on("error", reject);
        shell.on("close", (code) =>
            code === 0 ? resolve(Buffer.concat(output)) : reject(new Error(`the shell ended with ${code}`)),
        );
        shell.stdin.end(script);
    });

const runInOrder = async (
    tool: string,
    lists: readonly (readonly string[])[],
    encoding: BufferEncoding,
): Promise<readonly Ran[]> => {
    const commands = lists.map(
        (args) => `${[tool, ...args].map(quoted).join(" ")} </dev/null 2>&1\nprintf '\\0%d\\0' $?\n`,
    );
    const parts = (await runShell(commands.join(""))).toString(encoding).split("\0");
    return lists.map((_args, index) => ({ output: parts[2 * index] ?? "", status: Number(parts[2 * index + 1]) }));
};

/**
 * Runs a tool once with each list of arguments and gives what it did, in that order. A shell starts it on every core:
 * to start a tool from a process as large as Node takes longer than most of them run.
 */
export const runEach = async (
    tool: string,
    lists: readonly (readonly string[])[],
    encoding: BufferEncoding = "utf8",
): Promise<readonly Ran[]> => {
    const share = Math.ceil(lists.length / availableParallelism());
    const shares = Array.from({ length: availableParallelism() }, (_nothing, index) =>
        lists.slice(index * share, (index + 1) * share),
    );
    return (await Promise.all(shares.map((each) => runInOrder(tool, each, encoding)))).flat();
};
