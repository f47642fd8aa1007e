import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cached } from "./cache.mjs";
import { step } from "./progress.mjs";
import { Problem, run } from "./run.mjs";

const keyring = "/usr/share/keyrings/debian-archive-keyring.gpg";

/**
 * A folder with the files of a Debian package as it is in a suite's main section today, whatever this machine's own
 * release is: `usr/…`, `etc/…`, and `DEBIAN/control`, which has its version. Nothing is installed.
 *
 * @example await debianPackage("cloud-init", "sid", env); // …/debian-package-3f1c…/
 * @param {string} name
 * @param {string} suite
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<string>}
 */
export function debianPackage(name, suite, env = process.env) {
    return cached("debian-package", [name, suite], (folder) =>
        step(`Debian ${suite}'s ${name}`, async () => {
            const apt = join(folder, "apt");
            const options = aptOptions(apt, suite);
            await run("apt-get", [...options, "update"], { env });
            await run("apt-get", [...options, "download", name], { env, cwd: apt });
            await run("dpkg-deb", ["--raw-extract", packageIn(apt, name), join(folder, "files")], { env });
            rmSync(apt, { recursive: true });
        }),
    ).then((folder) => join(folder, "files"));
}

/** Options that give apt a sources list and a state of its own, below a folder; proxies stay the machine's. */
function aptOptions(folder, suite) {
    const made = ["lists/partial", "archives/partial"].map((name) => join(folder, name));
    for (const path of made) mkdirSync(path, { recursive: true });
    const sources = join(folder, "debian.list");
    const status = join(folder, "status");
    writeFileSync(sources, `deb [signed-by=${keyring}] http://deb.debian.org/debian ${suite} main\n`);
    writeFileSync(status, "");
    const settings = {
        "Dir::Etc::SourceList": sources,
        "Dir::Etc::SourceParts": "-",
        "Dir::State": folder,
        "Dir::State::Lists": join(folder, "lists"),
        "Dir::State::Status": status,
        "Dir::Cache": folder,
        "Acquire::Languages": "none",
        // apt's own account can't write below a folder of the user's.
        "APT::Sandbox::User": "root",
    };
    return Object.entries(settings).flatMap(([key, value]) => ["-o", `${key}=${value}`]);
}

function packageIn(folder, name) {
    const found = readdirSync(folder).find((file) => file.startsWith(`${name}_`) && file.endsWith(".deb"));
    if (!found) throw new Problem(`apt-get didn't download ${name}`);
    return join(folder, found);
}
