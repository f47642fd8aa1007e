import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { isRoot } from "../../../support/only-root.ts";

/** How a build ended. */
export interface Build {
    readonly code: number | null;
    readonly output: string;
}

/** A copy of the repository's files, in which a test can break something. */
export class Copy {
    readonly #folder: string;

    public constructor(folder: string) {
        this.#folder = folder;
        const root = process.cwd();
        const list = ["ls-files", "--cached", "--others", "--exclude-standard", "-z"];
        const files = execFileSync("git", list, { cwd: root, encoding: "utf8" }).split("\0").filter(Boolean);
        for (const file of files) {
            mkdirSync(dirname(join(folder, file)), { recursive: true });
            cpSync(join(root, file), join(folder, file), { verbatimSymlinks: true });
        }
        symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
        // The one step that needs a registry.
        const install = `import("./site/build/modules.ts").then(({ installModules }) => installModules())`;
        execFileSync(process.execPath, ["--eval", install], { cwd: folder, stdio: ["ignore", "ignore", "inherit"] });
    }

    /** The path of a file in the copy. */
    public path(file: string): string {
        return join(this.#folder, file);
    }

    /** Runs what `npm run docs` does: for root, who can, without a network. */
    public build(...args: readonly string[]): Build {
        const command = [process.execPath, join("site", "build", "main.ts"), ...args];
        const [program = "", ...rest] = isRoot ? ["unshare", "--net", ...command] : command;
        const { status, stdout, stderr } = spawnSync(program, rest, { cwd: this.#folder, encoding: "utf8" });
        return { code: status, output: stdout + stderr };
    }

    /** Builds with another text in a file, which is as before afterwards. */
    public buildWith(file: string, change: (text: string) => string): Build {
        const path = this.path(file);
        const text = readFileSync(path, "utf8");
        const changed = change(text);
        if (changed === text) throw new Error(`nothing changes in ${file}`);
        writeFileSync(path, changed);
        try {
            return this.build();
        } finally {
            writeFileSync(path, text);
        }
    }
}
