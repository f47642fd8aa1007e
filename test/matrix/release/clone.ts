import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const repository = resolve(import.meta.dirname, "..", "..", "..");

/** A clone of the repository, with one commit of the files as they are, and nothing installed. */
export class Clone {
    public readonly folder: string = mkdtempSync(join(tmpdir(), "config-drive-clone-"));

    public constructor() {
        const listed = execFileSync("git", ["ls-files", "-z"], { cwd: repository, encoding: "utf8" });
        for (const file of listed.split("\0").filter((path) => path !== "" && existsSync(join(repository, path)))) {
            cpSync(join(repository, file), join(this.folder, file));
        }
        this.run("git", "init", "--quiet", "--initial-branch", "main");
        this.commit("the files");
    }

    /** Runs a command in it, and returns what it wrote; fails as the command does. */
    public run(command: string, ...args: readonly string[]): string {
        // The tests may themselves run on GitHub, for another commit.
        const env = { ...process.env, GITHUB_ACTIONS: "", npm_config_loglevel: "error" };
        return execFileSync(command, args, {
            cwd: this.folder,
            env,
            encoding: "utf8",
            stdio: ["ignore", "pipe", "pipe"],
        });
    }

    /** What a failing command wrote to standard error. */
    public complaint(command: string, ...args: readonly string[]): string {
        try {
            this.run(command, ...args);
        } catch (error) {
            if (error instanceof Error && "stderr" in error) return String(error.stderr);
            throw error;
        }
        throw new Error(`${[command, ...args].join(" ")} succeeded`);
    }

    /** What is in no commit. */
    public changes(): string {
        return this.run("git", "status", "--porcelain");
    }

    /** Commits everything. */
    public commit(message: string): void {
        this.run("git", "add", "--all");
        const author = ["-c", "user.name=Test", "-c", "user.email=test@example.com"];
        this.run("git", ...author, "commit", "--quiet", "--no-gpg-sign", "--message", message);
    }
}
