import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Stack } from "./stack.ts";

const examples = resolve(import.meta.dirname, "..", "..", "examples");

/** A stack of a complete program in any language, which finds the plugin by its project's settings. */
export class ExampleStack extends Stack {
    /** The folder with the program. */
    public readonly project: string = join(this.folder, "project");

    /** @param example The folder of a program, below `examples`. */
    public constructor(example: string) {
        super("plugin", undefined, "yaml");
        rmSync(this.project, { recursive: true });
        cpSync(join(examples, example), this.project, { recursive: true });
        const settings = join(this.project, "Pulumi.yaml");
        const plugins = `plugins:\n  providers:\n    - { name: config-drive, path: ${join(this.folder, "plugin")} }\n`;
        writeFileSync(settings, readFileSync(settings, "utf8") + plugins);
    }

    /** Puts an SDK to where `pulumi package add` writes it. */
    public addSdk(name: string, folder: string): void {
        cpSync(folder, join(this.project, "sdks", name), { recursive: true });
    }
}
