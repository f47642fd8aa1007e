import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT, SITE } from "./places.ts";

const NPM = process.platform === "win32" ? "npm.cmd" : "npm";

const CLEAN_INSTALL = ["ci", "--no-audit", "--no-fund", "--ignore-scripts"];

/** Installs the packages of a folder, unless what its lock file says is installed. */
const install = (folder: string): void => {
    const lock = readFileSync(join(folder, "package-lock.json"), "utf8");
    const installed = join(folder, "node_modules", ".installed-lock.json");
    if (existsSync(installed) && readFileSync(installed, "utf8") === lock) return;
    execFileSync(NPM, CLEAN_INSTALL, { cwd: folder, stdio: "inherit" });
    writeFileSync(installed, lock);
};

/** Installs the site's packages, and the product's if a fresh clone has none: TypeDoc reads Pulumi's types. */
export const installModules = (): void => {
    if (!existsSync(join(ROOT, "node_modules", "@pulumi", "pulumi"))) {
        execFileSync(NPM, CLEAN_INSTALL, { cwd: ROOT, stdio: "inherit" });
    }
    install(SITE);
};

/** Runs a program of the site's packages; resolves to its exit code. */
export const runModule = async (program: string, args: readonly string[]): Promise<number> => {
    const child = spawn(process.execPath, [join(SITE, "node_modules", program), ...args], {
        cwd: SITE,
        stdio: "inherit",
    });
    const [code]: unknown[] = await once(child, "exit");
    return typeof code === "number" ? code : 1;
};
