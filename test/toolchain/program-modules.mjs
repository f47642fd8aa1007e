import { cpSync, mkdirSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { root } from "./places.mjs";

/**
 * A `node_modules` for programs: the repository's packages and, of `@pulumi`, `@pulumi/pulumi`, those that are named
 * and others that aren't installed.
 *
 * @param {string} name
 * @param {Readonly<Record<string, string>>} others folders of packages, by the packages' names
 * @param {readonly string[]} scoped names in `@pulumi`
 */
export function programModules(name, others, scoped = []) {
    const own = join(root, "node_modules");
    const target = join(own, ".cache", name, "node_modules");
    rmSync(target, { recursive: true, force: true });
    for (const folder of ["@pulumi", ".bin"]) mkdirSync(join(target, folder), { recursive: true });
    const ordinary = readdirSync(own).filter((each) => !each.startsWith(".") && each !== "@pulumi");
    const chosen = ["pulumi", ...scoped].map((each) => join("@pulumi", each));
    for (const each of [...ordinary, ...chosen]) symlinkSync(join(own, each), join(target, each));
    for (const [each, folder] of Object.entries(others)) cpSync(folder, join(target, each), { recursive: true });
    return target;
}
