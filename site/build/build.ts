import { rmSync } from "node:fs";
import { installModules, runModule } from "./modules.ts";
import { DIST } from "./places.ts";
import { stageAll } from "./stage.ts";

const VITEPRESS = "vitepress/bin/vitepress.js";

const report = (title: string, problems: readonly string[]): number => {
    process.stderr.write(`${title}:\n${problems.map((problem) => `    ${problem}\n`).join("")}`);
    return 1;
};

/** Runs one step after another, up to the first that fails. */
const inTurn = async (steps: readonly (() => number | Promise<number>)[]): Promise<number> => {
    for (const step of steps) {
        const code = await step();
        if (code !== 0) return code;
    }
    return 0;
};

const stage = async (): Promise<number> => {
    const problems = await stageAll();
    return problems.length === 0 ? 0 : report("The sources of the site have problems", problems);
};

const check = async (base: string): Promise<number> => {
    const { siteProblems } = await import("./check-site.ts");
    const problems = siteProblems(DIST, base);
    if (problems.length > 0) {
        rmSync(DIST, { recursive: true });
        return report("The site can't be published", problems);
    }
    process.stdout.write("The site is in site/dist. Look at it: npm run docs -- --serve\n");
    return 0;
};

/**
 * Builds the site; resolves to the command's exit code. A link that leads nowhere fails it, and so does a block of code
 * that is no file of the examples.
 *
 * @param base The address of the site on its server, with a slash at both ends.
 */
export const buildSite = async (base: string): Promise<number> => {
    // A site whose build failed must not be there to be published.
    rmSync(DIST, { recursive: true, force: true });
    installModules();
    return inTurn([
        () => runModule("typescript/bin/tsc", ["-p", "."]),
        stage,
        () => runModule(VITEPRESS, ["build", ".", "--base", base]),
        () => check(base),
    ]);
};
