import { spawn } from "node:child_process";
import { copyFileSync, cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { FLEET_EXAMPLE, hostsOf } from "./fleet-example.ts";
import { writePlugins } from "./plugins.ts";
import { countConnections, cpuSecondsOf, ProcessTree, type Usage } from "./processes.ts";
import type { Fleet } from "./programs/declaration.ts";
import { isYamlProgram, yamlProject } from "./yaml-program.ts";

const repository = resolve(import.meta.dirname, "..", "..");

const LOOK_MS = 150;

/** The cost of one run of the CLI. */
export interface RunCost extends Usage {
    readonly seconds: number;
    /** CPU seconds of all daemons. */
    readonly daemonSeconds: number;
    /** Most simultaneous connections to one host. */
    readonly connections: number;
    /** Whether it succeeded before the deadline. */
    readonly isDone: boolean;
    /** Whether it ended with an error. */
    readonly hasFailed: boolean;
}

/** A host as a run sees it. */
interface WatchedHost {
    readonly socket: string;
    readonly pid: number;
}

/** One run of the CLI. */
interface RunOptions {
    readonly fleet: Fleet;
    readonly hosts: readonly WatchedHost[];
    /** The run is killed after this time. */
    readonly deadlineS: number;
    /** Whether an error counts as a result and doesn't end the benchmark. */
    readonly mayFail: boolean;
    /** More variables for the program. */
    readonly variables?: Readonly<Record<string, string>>;
    /** Ends the run when the benchmark is interrupted. */
    readonly signal: AbortSignal;
}

/** A Pulumi project and its stack, in a separate folder. */
export class Project {
    readonly #folder: string;
    readonly #environment: NodeJS.ProcessEnv;
    readonly #program: string;

    /** @param environment More variables for the CLI. */
    public constructor(folder: string, program: string, environment: NodeJS.ProcessEnv) {
        this.#folder = folder;
        const modules = join(repository, "node_modules");
        for (const name of ["home", "state", "tmp"]) mkdirSync(join(folder, name), { recursive: true });
        cpSync(join(import.meta.dirname, "programs"), join(folder, "project"), { recursive: true });
        if (program === FLEET_EXAMPLE) {
            copyFileSync(join(repository, "examples", "fleet", "index.ts"), join(folder, "project", "index.ts"));
        }
        symlinkSync(modules, join(folder, "project", "node_modules"));
        const plugins = writePlugins(join(folder, "plugins"));
        this.#program = program;
        this.#write("Pulumi.yaml", "name: fleet\nruntime: nodejs\n");
        this.#write("package.json", JSON.stringify({ name: "fleet", private: true, main: `${program}.ts` }));
        const compilerOptions = { target: "es2023", module: "node16", strict: true, skipLibCheck: true };
        this.#write("tsconfig.json", JSON.stringify({ compilerOptions: { ...compilerOptions, types: ["node"] } }));
        this.#environment = {
            ...process.env,
            PATH: `${plugins}:${join(modules, "@pulumi", "pulumi")}:${process.env["PATH"]}`,
            PULUMI_HOME: join(folder, "home"),
            PULUMI_BACKEND_URL: `file://${join(folder, "state")}`,
            PULUMI_CONFIG_PASSPHRASE: "a passphrase of the benchmark",
            PULUMI_SKIP_UPDATE_CHECK: "true",
            // The modules are those of the tests and include plugins that no program here uses. The CLI would download
            // these at every run, and those seconds would hide the differences.
            PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
            // ts-node keeps compiled code there and never deletes it.
            TMPDIR: join(folder, "tmp"),
            NO_COLOR: "1",
            ...environment,
        };
    }

    /** Runs the CLI to its end or to the deadline. Throws, with its output, if it fails and `mayFail` is false. */
    public async run(
        args: readonly string[],
        { fleet, hosts, deadlineS, mayFail, variables, signal }: RunOptions,
    ): Promise<RunCost> {
        signal.throwIfAborted();
        const [command = "", ...rest] = this.#commandFor(args, fleet);
        const daemonSeconds = (): number => hosts.reduce((total, { pid }) => total + cpuSecondsOf(pid), 0);
        const daemonsBefore = daemonSeconds();
        const start = performance.now();
        // In a separate process group: Ctrl-C must reach only the benchmark, which then ends the run.
        const child = spawn(command, rest, {
            cwd: join(this.#folder, "project"),
            env: { ...this.#environment, FLEET: JSON.stringify(fleet), ...variables },
            stdio: ["ignore", "pipe", "pipe"],
            detached: true,
        });
        let output = "";
        for (const stream of [child.stdout, child.stderr]) {
            stream.setEncoding("utf8").on("data", (text: string) => {
                output += text;
            });
        }
        const tree = new ProcessTree(child.pid ?? 0);
        let connections = 0;
        let seconds: number | undefined;
        const ended = new Promise<number | null>((done, fail) => {
            child.on("error", fail).on("close", (code) => {
                seconds = (performance.now() - start) / 1000;
                done(code);
            });
        });
        const isLate = (): boolean => signal.aborted || performance.now() - start > deadlineS * 1000;
        while (seconds === undefined && !isLate()) {
            tree.look();
            connections = Math.max(connections, ...hosts.map(({ socket }) => countConnections(socket)));
            await Promise.race([ended, sleep(LOOK_MS)]);
        }
        const hasEnded = seconds !== undefined;
        if (!hasEnded) tree.kill();
        const code = await ended;
        signal.throwIfAborted();
        const hasFailed = hasEnded && code !== 0;
        if (hasFailed && !mayFail)
            throw new Error(`run pulumi ${args.join(" ")}: it exited with ${code}.\n${output.slice(-8000)}`);
        const cost = { seconds: seconds ?? Number.NaN, daemonSeconds: daemonSeconds() - daemonsBefore, connections };
        return { ...tree.usage, ...cost, isDone: hasEnded && !hasFailed, hasFailed };
    }

    /** The resources in the states of its stacks. */
    public resources(): readonly StoredResource[] {
        const stacks = join(this.#folder, "state", ".pulumi", "stacks", "fleet");
        const resourcesOf = (name: string): readonly StoredResource[] =>
            JSON.parse(readFileSync(join(stacks, name), "utf8")).checkpoint.latest?.resources ?? [];
        return readdirSync(stacks)
            .filter((name) => name.endsWith(".json"))
            .flatMap(resourcesOf);
    }

    /** Writes what a program reads from a file, and returns the command line. */
    #commandFor(args: readonly string[], fleet: Fleet): readonly string[] {
        if (this.#program === FLEET_EXAMPLE) {
            this.#write("hosts.json", hostsOf(fleet));
            return [process.execPath, "index.ts", args[0] ?? "", "--parallel", String(fleet.hosts.length)];
        }
        if (isYamlProgram(this.#program)) this.#write("Pulumi.yaml", yamlProject(this.#program, fleet));
        return ["pulumi", ...args, "--non-interactive"];
    }

    #write(name: string, text: string): void {
        writeFileSync(join(this.#folder, "project", name), text);
    }
}

/** The parts of a resource in the state that count for its size. */
export interface StoredResource {
    readonly type: string;
    readonly inputs?: Readonly<Record<string, unknown>>;
    readonly outputs?: Readonly<Record<string, unknown>>;
}
