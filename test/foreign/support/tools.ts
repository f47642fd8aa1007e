import { type SpawnSyncOptionsWithStringEncoding, spawnSync } from "node:child_process";
import { accessSync, constants, existsSync, mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";

/** Where Debian keeps what only root has in its path. */
const systemFolders = ["/usr/sbin", "/sbin"];

const isExecutable = (path: string): boolean => {
    try {
        accessSync(path, constants.X_OK);
        return true;
    } catch {
        return false;
    }
};

/** Says which tool is missing; on CI, where nothing may be skipped, that is a failure. */
const missing = (tool: string, hint: string): undefined => {
    const message = `${tool} isn't here: ${hint}`;
    if (process.env["CI"]) throw new Error(message);
    process.stderr.write(`skipped: ${message}\n`);
    return undefined;
};

/** The path of a tool, or undefined and a line that names it. */
export const findTool = (name: string, debianPackage: string): string | undefined => {
    const folders = [...(process.env["PATH"] ?? "").split(delimiter), ...systemFolders];
    const found = folders.map((folder) => join(folder, name)).find(isExecutable);
    return found ?? missing(name, `it is in Debian's package ${debianPackage}.`);
};

/** Runs a tool to its end and gives its standard output. Throws, with what it said, when it fails. */
export const run = (
    tool: string,
    args: readonly string[],
    options: Partial<SpawnSyncOptionsWithStringEncoding> = {},
): string => {
    const { status, signal, stdout, stderr, error } = spawnSync(tool, args, {
        maxBuffer: 256 * 1024 * 1024,
        env: { ...process.env, LC_ALL: "C.UTF-8", TZ: "UTC" },
        encoding: "utf8",
        ...options,
    });
    if (error !== undefined) throw error;
    if (status !== 0) throw new Error(`${tool} ${args.join(" ")}: ${signal ?? `exit ${status}`}\n${stdout}${stderr}`);
    return stdout;
};

/**
 * A Python with pycdlib: the toolchain's, else one of the tests' own under the user's cache.
 * Undefined, and a line that says so, where neither can be had.
 */
export const findPycdlib = (): string | undefined => {
    const given = process.env["CONFIG_DRIVE_PYTHON"];
    if (given) return given;
    const cache = process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache");
    const folder = join(cache, "pulumi-config-drive", "pycdlib-1.22.0");
    const python = join(folder, "bin", "python");
    if (existsSync(join(folder, "complete"))) return python;
    try {
        mkdirSync(folder, { recursive: true });
        run("python3", ["-m", "venv", "--clear", folder]);
        run(python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "pycdlib==1.22.0"]);
        run(python, ["-c", `import pycdlib; open(${JSON.stringify(join(folder, "complete"))}, "w").close()`]);
        return python;
    } catch (error) {
        return missing("pycdlib", `setting it up failed: ${error instanceof Error ? error.message : error}`);
    }
};

/** A program that the toolchain builds and names in a variable; undefined, and a line that says so, without it. */
export const fromToolchain = (name: string, variable: string): string | undefined =>
    process.env[variable] || missing(name, `npm run test:all sets it up and names it in ${variable}.`);

/** The oldest Node that the package supports. */
export const findOldestNode = (): string | undefined =>
    fromToolchain("the oldest Node to support", "CONFIG_DRIVE_OLDEST_NODE");

/** The program that writes images with Go's libraries. */
export const findGoImages = (): string | undefined => fromToolchain("go-images", "CONFIG_DRIVE_GO_IMAGES");
