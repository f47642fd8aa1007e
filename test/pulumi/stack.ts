import { spawn } from "node:child_process";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, delimiter, join, resolve } from "node:path";
import { guestFolder } from "../guests/guest.ts";
import { ADAPTER, type Adapter, DRIVES, DYNAMIC, PLUGIN } from "./adapter.ts";

const repository = resolve(import.meta.dirname, "..", "..");

/** What a run of the CLI came to. */
export interface Run {
    readonly code: number | null;
    /** Standard output and standard error, as they came. */
    readonly output: string;
    /** Standard output alone. */
    readonly stdout: string;
    /** Standard error alone: with `--logtostderr` the CLI's log is there. */
    readonly stderr: string;
}

interface Resource {
    readonly type: string;
    readonly urn: string;
    readonly id?: string;
    readonly inputs: Record<string, unknown>;
    readonly outputs: Record<string, unknown>;
    readonly initErrors?: readonly string[];
    /** Where the program declares it, the innermost frame first; empty where Pulumi can't tell. */
    readonly stackTrace?: readonly { readonly sourcePosition?: string }[];
}

/** A stack's state, as `pulumi stack export` prints it. */
export interface Exported {
    readonly version: number;
    readonly deployment: { readonly resources: readonly Resource[] };
}

/** What a program is written in. */
export type Language = "nodejs" | "yaml";

const PASSPHRASE = "a passphrase of the tests";

/** A project in a folder of its own, with a local backend, driven by the real CLI. */
export class Stack {
    /** QEMU's user can enter it. */
    public readonly folder: string = guestFolder();
    /** Where the guest's serial console goes. */
    public readonly console: string = join(this.folder, "console.log");
    /** All that any command printed, and its logs: what must hold no secret. */
    public transcript = "";
    readonly #program: string;
    readonly #project: string;
    #adapter: Adapter = DYNAMIC;
    readonly #environment: NodeJS.ProcessEnv;

    /**
     * @param program A file below `programs/`, without its ending.
     * @param modules The `node_modules` that the program finds, if not the adapter's.
     */
    public constructor(program: string, modules?: string, language: Language = "nodejs") {
        this.#project = join(this.folder, "project");
        for (const name of ["project", "home", "state", "pool", "plugin"]) mkdirSync(join(this.folder, name));
        // The libvirt provider asks for the console's log to be there before the domain is.
        writeFileSync(this.console, "");
        this.#writePlugin();
        this.#program = program;
        if (language === "yaml") this.#writeYamlProject();
        else {
            this.#writeNodeProject();
            this.use(ADAPTER, modules);
        }
        this.#environment = {
            ...process.env,
            // A package's plugin can be there.
            PATH: ["node_modules/.bin", "node_modules/@pulumi/pulumi"]
                .map((folder) => join(this.#project, folder))
                .concat(process.env["PATH"] ?? "")
                .join(delimiter),
            PULUMI_HOME: join(this.folder, "home"),
            PULUMI_BACKEND_URL: `file://${join(this.folder, "state")}`,
            PULUMI_CONFIG_PASSPHRASE: PASSPHRASE,
            LIBVIRT_DEFAULT_URI: process.env["CONFIG_DRIVE_URI"] ?? "qemu:///system",
            NO_COLOR: "1",
            FOLDER: this.folder,
        };
    }

    /** Lets the program have its drives from another adapter, as if it imported them from there. */
    public use(adapter: Adapter, modules = adapter.modules): void {
        // The engine starts the provider of each resource in the state.
        const plugins = [adapter, this.#adapter].includes(PLUGIN) ? this.#plugins() : "";
        this.#adapter = adapter;
        const link = join(this.#project, "node_modules");
        rmSync(link, { force: true });
        symlinkSync(modules, link);
        this.#write("Pulumi.yaml", `name: ${basename(this.#program)}\nruntime: nodejs\n${plugins}`);
        const text = readFileSync(join(import.meta.dirname, "programs", `${this.#program}.ts`), "utf8");
        this.#write("index.ts", text.replaceAll('"pulumi-config-drive"', JSON.stringify(adapter.source)));
        if (adapter === PLUGIN) this.#write("drives.ts", DRIVES);
    }

    #writeNodeProject(): void {
        const name = basename(this.#program);
        this.#write("package.json", JSON.stringify({ name, private: true, main: "index.ts" }));
        this.#write(
            "tsconfig.json",
            JSON.stringify({
                compilerOptions: {
                    target: "es2023",
                    module: "node16",
                    strict: true,
                    skipLibCheck: true,
                    types: ["node"],
                },
            }),
        );
    }

    #writeYamlProject(): void {
        const text = readFileSync(join(import.meta.dirname, "programs", `${this.#program}.yaml`), "utf8");
        this.#write("Pulumi.yaml", `name: ${basename(this.#program)}\nruntime: yaml\n${this.#plugins()}${text}`);
        this.#adapter = PLUGIN;
    }

    /** The engine starts plugins that a project names by the path of their folder. */
    #plugins(): string {
        return `plugins:\n  providers:\n    - name: config-drive\n      path: ${join(this.folder, "plugin")}\n`;
    }

    #writePlugin(): void {
        const program = join(repository, "bin", "plugin", "main.js");
        const command = `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`;
        writeFileSync(join(this.folder, "plugin", "pulumi-resource-config-drive"), command, { mode: 0o755 });
    }

    /** Makes the stack. */
    public async init(): Promise<void> {
        await this.succeed(["stack", "init", "test"]);
    }

    /** Copies an example's program to `example.ts` beside the stack's own. */
    public addExample(name: string): void {
        copyFileSync(join(repository, "examples", name, "index.ts"), join(this.#project, "example.ts"));
    }

    /** Sets the configuration of the program. */
    public async configure(config: Readonly<Record<string, string>>): Promise<void> {
        const pairs = Object.entries(config).flatMap(([name, value]) => ["--plaintext", `${name}=${value}`]);
        await this.succeed(["config", "set-all", ...pairs]);
    }

    /** Runs the CLI, with variables that the program reads and, if need be, something on its standard input. */
    public async run(args: readonly string[], variables: NodeJS.ProcessEnv = {}, input = ""): Promise<Run> {
        const child = spawn("pulumi", [...args, "--non-interactive"], {
            cwd: this.#project,
            env: { ...this.#environment, ...variables },
            stdio: ["pipe", "pipe", "pipe"],
        });
        // A command that doesn't read its input to the end closes the pipe; its exit code tells the rest.
        child.stdin.on("error", () => undefined).end(input);
        const printed = { output: "", stdout: "", stderr: "" };
        for (const name of ["stdout", "stderr"] as const) {
            child[name].setEncoding("utf8").on("data", (text: string) => {
                printed.output += text;
                printed[name] += text;
            });
        }
        const code = await new Promise<number | null>((done, fail) => child.on("close", done).on("error", fail));
        this.transcript += `$ pulumi ${args.join(" ")}\n${printed.output}\n`;
        return { code, ...printed };
    }

    /** Runs the CLI and fails unless it succeeds. */
    public async succeed(args: readonly string[], variables: NodeJS.ProcessEnv = {}): Promise<string> {
        const { code, output } = await this.run(args, variables);
        if (code !== 0) throw new Error(`pulumi ${args.join(" ")} ended with ${code}:\n${output}`);
        return output;
    }

    public up(variables: NodeJS.ProcessEnv = {}): Promise<string> {
        return this.succeed(["up", "--yes", "--skip-preview", "--diff"], variables);
    }

    /** Fails if anything would change. */
    public previewNothing(variables: NodeJS.ProcessEnv = {}): Promise<string> {
        return this.succeed(["preview", "--diff", "--expect-no-changes"], variables);
    }

    /** Fails if any resource isn't as the state says. */
    public refreshNothing(variables: NodeJS.ProcessEnv = {}): Promise<string> {
        return this.succeed(["refresh", "--yes", "--diff", "--expect-no-changes"], variables);
    }

    public destroy(variables: NodeJS.ProcessEnv = {}): Promise<string> {
        return this.succeed(["destroy", "--yes", "--skip-preview"], variables);
    }

    public async outputs(): Promise<Record<string, string>> {
        return JSON.parse((await this.#json(["stack", "output", "--json"])) || "{}");
    }

    public async export(): Promise<Exported> {
        return JSON.parse(await this.#json(["stack", "export"]));
    }

    /** The one drive of the stack. */
    public async drive(): Promise<Resource> {
        const { resources } = (await this.export()).deployment;
        const drives = resources.filter(({ type }) => type === this.#adapter.type);
        if (drives.length !== 1 || drives[0] === undefined) throw new Error(`the stack has ${drives.length} drives`);
        return drives[0];
    }

    /** Puts a state in the place of the stack's. */
    public async import(state: unknown): Promise<void> {
        this.#write("state.json", JSON.stringify(state));
        await this.succeed(["stack", "import", "--file", "state.json"]);
    }

    /** Every file that the CLI wrote: states, histories, backups, logs. */
    public files(): readonly { readonly path: string; readonly text: string }[] {
        return ["state", "home"].flatMap((name) =>
            readdirSync(join(this.folder, name), { recursive: true, withFileTypes: true })
                .filter((entry) => entry.isFile())
                .map((entry) => join(entry.parentPath, entry.name))
                .map((path) => ({ path, text: readFileSync(path, "utf8") })),
        );
    }

    /** Takes away what is left on the host, whatever happened, and the folder. */
    public async remove(): Promise<void> {
        await this.run(["destroy", "--yes", "--skip-preview"]);
        rmSync(this.folder, { recursive: true, force: true });
    }

    async #json(args: readonly string[]): Promise<string> {
        const output = await this.succeed(args);
        return output.slice(output.indexOf("{"), output.lastIndexOf("}") + 1);
    }

    #write(name: string, text: string): void {
        writeFileSync(join(this.#project, name), text);
    }
}
