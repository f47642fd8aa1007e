import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { cached } from "./cache.mjs";
import { here } from "./places.mjs";
import { step } from "./progress.mjs";
import { pythonPath } from "./python.mjs";
import { run } from "./run.mjs";

/**
 * The folder of PyYAML's source archive, which has its own tests' data, of the version that the tests compare with.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string>}
 */
export async function pyyamlSources(env) {
    const python = await pythonPath(env);
    const requirements = readFileSync(join(here, "python", "requirements.txt"), "utf8");
    const requirement = requirements.match(/^PyYAML==.+$/m)?.[0];
    if (requirement === undefined) throw new Error("requirements.txt: must name PyYAML and its version");
    return cached("pyyaml-sources", [requirement], (draft) =>
        step("PyYAML's test data, from PyPI (first time: half a minute)", async () => {
            // pip asks the archive for its dependencies, for which it installs Cython in a place of its own.
            const download = [
                "-m",
                "pip",
                "download",
                "--no-deps",
                "--no-binary",
                "PyYAML",
                "--dest",
                draft,
                requirement,
            ];
            await run(python, download, { env });
            const archives = readdirSync(draft).filter((name) => name.endsWith(".tar.gz"));
            for (const archive of archives.map((name) => join(draft, name))) {
                await run("tar", ["-xzf", archive, "-C", draft, "--strip-components=1"], { env });
                rmSync(archive);
            }
        }),
    );
}
