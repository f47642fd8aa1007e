import { readFileSync } from "node:fs";
import { join } from "node:path";
import { cached } from "./cache.mjs";
import { here } from "./places.mjs";
import { step } from "./progress.mjs";
import { run } from "./run.mjs";

/** Debian's interpreter, whose venv module is among the packages that are installed. */
const debianPython = "/usr/bin/python3";

/**
 * The Python interpreter of an environment with cloudbase-init, which wants other versions of its packages than Nova.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string>}
 */
export async function cloudbaseInitPath(env) {
    const requirements = join(here, "cloudbase-init", "requirements.txt");
    const version = await run(debianPython, ["--version"], { env });
    const folder = await cached("cloudbase-init", [readFileSync(requirements), version], (draft) =>
        step("cloudbase-init, from PyPI (the first time: half a minute)", async () => {
            await run(debianPython, ["-m", "venv", draft], { env });
            const install = ["-m", "pip", "install", "--no-deps", "--requirement", requirements];
            await run(join(draft, "bin", "python"), install, { env });
        }),
    );
    return join(folder, "bin", "python");
}
