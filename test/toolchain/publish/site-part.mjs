import { cpSync, existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { root } from "../places.mjs";
import { step } from "../progress.mjs";
import { Problem, run } from "../run.mjs";

/** Where `npm run docs` leaves the site. */
const SITE = join(root, "site", "dist");

/**
 * The documentation's site, in a folder of its own.
 *
 * @param {string} folder
 * @param {{ manifest: { scripts: Record<string, string> }, repository: string | undefined, env: NodeJS.ProcessEnv }} release
 * @returns {Promise<import("./package-part.mjs").Done>}
 */
export async function sitePart(folder, { manifest, repository, env }) {
    if (!("docs" in manifest.scripts)) {
        throw new Problem('There is no "npm run docs" that builds the site. To go without: --without-site');
    }
    rmSync(SITE, { recursive: true, force: true });
    const base = siteBase(repository ?? "");
    await step("The site", () =>
        run("npm", ["run", "docs", "--", "--base", base], {
            cwd: root,
            // Its links to files lead to the repository.
            env: repository === undefined ? env : { ...env, GITHUB_REPOSITORY: repository },
            shell: process.platform === "win32",
        }),
    );
    if (!existsSync(join(SITE, "index.html"))) throw new Problem(`"npm run docs" left no index.html in ${SITE}.`);
    const target = join(folder, "site");
    cpSync(SITE, target, { recursive: true });
    return { lines: [`${readdirSync(target, { recursive: true }).length} files, for the path ${base}`], missing: [] };
}

/**
 * The path of a repository's pages on its owner's host.
 *
 * @param {string} repository `owner/name`, or nothing for one with the package's name
 * @returns {string}
 */
export function siteBase(repository) {
    const name = repository.split("/")[1] ?? "pulumi-config-drive";
    return name.endsWith(".github.io") ? "/" : `/${name}/`;
}
