import { watch } from "node:fs";
import { join } from "node:path";
import { installModules, runModule } from "./modules.ts";
import { ROOT } from "./places.ts";
import { stageAll, stageRepository } from "./stage.ts";

const complain = (problems: readonly string[]): void => {
    for (const problem of problems) process.stderr.write(`${problem}\n`);
};

/** Serves the site, and shows changes of the guides and the examples as they are saved. */
export const serveSite = async (base: string): Promise<number> => {
    installModules();
    complain(await stageAll());
    for (const folder of ["docs", "examples"]) {
        watch(join(ROOT, folder), { recursive: true }, () => complain(stageRepository()));
    }
    const code = await runModule("vitepress/bin/vitepress.js", ["dev", ".", "--base", base]);
    return process.exit(code);
};
