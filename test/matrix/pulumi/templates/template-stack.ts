import { execFileSync } from "node:child_process";
import { appendFileSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { Stack } from "../../../pulumi/stack.ts";
import { SDKS } from "../languages/runtimes.ts";

const repository = resolve(import.meta.dirname, "..", "..", "..", "..");

/** A description that breaks any file that quotes it without care. */
export const DESCRIPTION = `It's "mine": 100% # real`;

/** A key that may log in. */
export const PUBLIC_KEY =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGtC7VSfNHT4FWjlGPbFxDTSZ3rhu9rSSSvbYMbnJHwM me@example.org";

/** The templates of `pulumi new`. */
export type Template = "typescript" | "python";

/** A stack of a project that `pulumi new` makes of a template. */
export class TemplateStack extends Stack {
    /** The folder of the project. */
    public readonly project: string = join(this.folder, "project");
    readonly #template: Template;

    public constructor(template: Template) {
        super("plugin", undefined, "yaml");
        this.#template = template;
        rmSync(this.project, { recursive: true });
        mkdirSync(this.project);
    }

    /** Makes the project as its users do, with its stack, its settings and what it depends on. */
    public new(config: Readonly<Record<string, string>>): Promise<string> {
        const settings = Object.entries(config).flatMap(([name, value]) => ["--config", `${name}=${value}`]);
        const names = ["--name", "my-vm", "--description", DESCRIPTION, "--stack", "test"];
        return this.succeed(["new", this.#source(), "--yes", ...names, ...settings]);
    }

    /** Adds what `pulumi package add` would, and returns the variables that the program runs with. */
    public prepare(): NodeJS.ProcessEnv {
        if (this.#template === "typescript") return {};
        const plugins = `plugins:\n  providers:\n    - { name: config-drive, path: ${join(this.folder, "plugin")} }\n`;
        appendFileSync(join(this.project, "Pulumi.yaml"), plugins);
        // A host that is built from Go modules is too old to know where the project wants its environment.
        const [environment = ""] = [join(this.project, "venv"), this.project].filter((path) =>
            existsSync(join(path, "pyvenv.cfg")),
        );
        return {
            PATH: [join(environment, "bin"), process.env["PATH"]].join(delimiter),
            PYTHONPATH: SDKS["python"],
        };
    }

    /** The template. Its packages that npm may not have are those of this repository. */
    #source(): string {
        const template = join(repository, "templates", this.#template);
        if (this.#template !== "typescript") return template;
        const copy = join(this.folder, "template");
        cpSync(template, copy, { recursive: true });
        const file = join(copy, "package.json");
        const settings = JSON.parse(readFileSync(file, "utf8"));
        const own = {
            "pulumi-config-drive": this.#pack(repository),
            "@pulumi/libvirt": this.#pack(this.#withoutIgnored(join(repository, "node_modules", "@pulumi", "libvirt"))),
        };
        writeFileSync(file, JSON.stringify({ ...settings, dependencies: { ...settings.dependencies, ...own } }));
        return copy;
    }

    /** The generated SDK is ignored by Git, and npm packs no file that Git ignores. */
    #withoutIgnored(sdk: string): string {
        const copy = join(this.folder, "sdk");
        cpSync(sdk, copy, { recursive: true, dereference: true });
        rmSync(join(copy, ".gitignore"), { force: true });
        return copy;
    }

    /** The set-up has built bin/ already; packing must not write it again under the other tests. */
    #pack(folder: string): string {
        const args = ["pack", "--ignore-scripts", "--json", "--pack-destination", this.folder];
        const [packed] = JSON.parse(
            execFileSync("npm", args, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }),
        );
        return `file:${join(this.folder, packed.filename)}`;
    }
}
