import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type { NovaCase } from "./cases.ts";

/** An interpreter that has Nova, or what is missing. */
export type FoundNova = { readonly python: string } | { readonly missing: string };

/** The files of a drive by path, as bytes. */
export type NovaTree = ReadonlyMap<string, Uint8Array>;

/** Where the project's set-up keeps what it built. */
const cacheFolder = (): string => {
    const ofUser = process.getuid?.() === 0 ? "/var/cache" : join(homedir(), ".cache");
    return join(process.env["XDG_CACHE_HOME"] || ofUser, "pulumi-config-drive");
};

const candidates = (): readonly string[] => {
    const chosen = process.env["CONFIG_DRIVE_PYTHON"];
    if (chosen !== undefined && chosen !== "") return [chosen];
    const folder = cacheFolder();
    if (!existsSync(folder)) return [];
    return readdirSync(folder)
        .filter((name) => /^python-[0-9a-f]+$/.test(name))
        .map((name) => join(folder, name, "bin", "python"));
};

/** Finds an interpreter that can import Nova: `CONFIG_DRIVE_PYTHON`, else one that the set-up of the tests built. */
export const findNova = (): FoundNova => {
    const python = candidates().find((path) => spawnSync(path, ["-c", "import nova.version"]).status === 0);
    return python === undefined ? { missing: "Python with nova (npm test sets it up)" } : { python };
};

/** What is missing, to stand behind the name of what is skipped; where nothing may be skipped it throws. */
export const missingOf = (found: FoundNova): string | undefined => {
    if (!("missing" in found)) return undefined;
    if (process.env["CI"]) throw new Error(`compare with Nova: missing: ${found.missing}`);
    return ` (skipped, missing: ${found.missing})`;
};

/** The drives that Nova builds, in one run of it, by id of their cases. */
export const buildWithNova = (python: string, cases: readonly NovaCase[]): ReadonlyMap<string, NovaTree> => {
    const script = join(__dirname, "build_drives.py");
    const { status, stdout, stderr } = spawnSync(python, [script], {
        input: JSON.stringify(cases),
        encoding: "utf8",
        maxBuffer: 256 * 1024 * 1024,
    });
    if (status !== 0) throw new Error(`build drives with Nova: it ended with ${status}.\n${stderr}`);
    const trees: Readonly<Record<string, Readonly<Record<string, string>>>> = JSON.parse(stdout);
    return new Map(
        Object.entries(trees).map(([id, tree]) => [
            id,
            new Map(
                Object.entries(tree).map(([path, base64]) => [path, new Uint8Array(Buffer.from(base64, "base64"))]),
            ),
        ]),
    );
};
