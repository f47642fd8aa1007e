import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { copyFileSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

const repository = resolve(import.meta.dirname, "..", "..", "..");
const example = join(repository, "examples", "vsphere");

const commandMs = 100_000;

/** The example for vSphere as a project of its own, with a local backend, driven by the real CLI. */
export class VsphereProject {
    public readonly folder: string;
    /** The secret that the example asks for. */
    public readonly seed: string = randomBytes(48).toString("base64");
    /** All that any command printed. */
    public transcript = "";
    readonly #environment: NodeJS.ProcessEnv;

    public constructor(folder: string, environment: NodeJS.ProcessEnv) {
        this.folder = join(folder, "project");
        const [home, state] = [join(folder, "home"), join(folder, "state")];
        for (const path of [this.folder, home, state]) mkdirSync(path);
        for (const name of ["index.ts", "Pulumi.yaml", "tsconfig.json"]) {
            copyFileSync(join(example, name), join(this.folder, name));
        }
        writeFileSync(join(this.folder, "package.json"), JSON.stringify({ name: "vsphere", private: true }));
        symlinkSync(join(repository, "node_modules"), join(this.folder, "node_modules"));
        this.#environment = {
            ...environment,
            PULUMI_HOME: home,
            PULUMI_BACKEND_URL: `file://${state}`,
            PULUMI_CONFIG_PASSPHRASE: "a passphrase of the tests",
            PULUMI_SKIP_UPDATE_CHECK: "true",
            PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
            NO_COLOR: "1",
        };
    }

    /** Makes the stack, with its settings. */
    public init(config: Readonly<Record<string, string>>): void {
        this.pulumi(["stack", "init", "test"]);
        this.pulumi(["config", "set", "--secret", "seed"], this.seed);
        const settings = Object.entries(config).flatMap(([key, value]) => ["--plaintext", `${key}=${value}`]);
        this.pulumi(["config", "set-all", ...settings]);
    }

    public set(key: string, value: string): void {
        this.pulumi(["config", "set", key, value]);
    }

    /** Brings the stack up and returns what was printed. */
    public up(): string {
        return this.pulumi(["up", "--yes", "--skip-preview", "--diff"]);
    }

    /** Fails if anything would change. */
    public previewNothing(): void {
        this.pulumi(["preview", "--diff", "--expect-no-changes"]);
    }

    public output(name: string): string {
        return this.pulumi(["stack", "output", name]).trim();
    }

    /** Runs the CLI and returns its standard output; throws, with all that it printed, when it fails. */
    public pulumi(args: readonly string[], input = ""): string {
        const { status, signal, stdout, stderr, error } = spawnSync("pulumi", [...args, "--non-interactive"], {
            cwd: this.folder,
            env: this.#environment,
            encoding: "utf8",
            timeout: commandMs,
            input,
        });
        this.transcript += `$ pulumi ${args.join(" ")}\n${stdout}${stderr}\n`;
        if (error !== undefined) throw error;
        if (status !== 0)
            throw new Error(`pulumi ${args.join(" ")}: ${signal ?? `exit ${status}`}\n${stdout}${stderr}`);
        return stdout;
    }
}
