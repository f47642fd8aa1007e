import { readFileSync } from "node:fs";
import { join } from "node:path";
import { cached } from "./cache.mjs";
import { here } from "./places.mjs";
import { step } from "./progress.mjs";
import { run } from "./run.mjs";

/** Debian's interpreter, whose venv module is among the packages that are installed. */
const debianPython = "/usr/bin/python3";

/**
 * The Python interpreter of an environment with the packages that the tests compare with.
 * Use it only as `python -m …` or with a script: commands in its bin folder point to where it was built.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string>}
 */
export function pythonPath(env) {
    return pythonEnvironment("python", "Nova and pycdlib, from PyPI (first time: 1 minute)", env);
}

/**
 * The Python interpreter of an environment with what the `requirements.txt` in the folder of that name lists.
 *
 * @param {string} name
 * @param {string} title
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string>}
 */
export async function pythonEnvironment(name, title, env) {
    const requirements = join(here, name, "requirements.txt");
    const version = await run(debianPython, ["--version"], { env });
    const folder = await cached(name, [readFileSync(requirements), version], (draft) =>
        step(title, async () => {
            await run(debianPython, ["-m", "venv", draft], { env });
            const install = ["-m", "pip", "install", "--no-deps", "--requirement", requirements];
            await run(join(draft, "bin", "python"), install, { env });
        }),
    );
    return join(folder, "bin", "python");
}
