import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { writeChecksums } from "../checksums.mjs";
import { root } from "../places.mjs";
import { Problem, run } from "../run.mjs";
import { archiveOf } from "./archive.mjs";
import { bundlePlugin, pluginVersion } from "./bundle.mjs";
import { licencesOf } from "./licences.mjs";
import { namesFor } from "./platform.mjs";
import { executableSbom } from "./sbom.mjs";
import { singleExecutable } from "./single-executable.mjs";

/**
 * Builds the plugin as one executable for this machine, and writes its archive and a list of its contents, with checksums.
 *
 * @param {string} node the path of the Node that goes into it
 * @param {string} folder for the archive
 * @returns {Promise<string>} the archive's path
 */
export async function buildPlugin(node, folder) {
    const version = pluginVersion();
    const names = namesFor(version);
    const { code, packages } = await bundlePlugin();
    const nodeItself = await licenceOf(node);
    const licences = licencesOf(packages, nodeItself);
    const draft = mkdtempSync(join(tmpdir(), "config-drive-plugin-"));
    try {
        const archive = archiveOf([
            { name: names.executable, data: await singleExecutable(node, code, draft), executable: true },
            { name: "LICENSE", data: readFileSync(join(root, "LICENSE")) },
            { name: "THIRD-PARTY-LICENSES.txt", data: Buffer.from(licences) },
        ]);
        mkdirSync(folder, { recursive: true });
        const path = join(folder, names.archive);
        writeFileSync(path, archive);
        const sbom = executableSbom(version, packages, nodeItself.version);
        const sbomName = names.archive.replace(/\.tar\.gz$/, ".cdx.json");
        writeFileSync(join(folder, sbomName), `${JSON.stringify(sbom, null, 4)}\n`);
        writeChecksums(folder, [names.archive, sbomName]);
        return path;
    } finally {
        rmSync(draft, { recursive: true });
    }
}

/** Node's licence, which names those of all that Node contains, is where Node was installed. */
async function licenceOf(node) {
    const version = (await run(node, ["--version"])).trim();
    const places = [join(dirname(node), "..", "LICENSE"), join(dirname(node), "LICENSE")];
    const path = places.find((place) => existsSync(place));
    if (path) return { version, licence: readFileSync(path, "utf8") };
    throw new Problem(`Node's licence is missing: it is neither ${places.join(" nor ")}. Use a Node from nodejs.org.`);
}
