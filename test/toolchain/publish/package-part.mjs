import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { writeChecksums } from "../checksums.mjs";
import { step } from "../progress.mjs";
import { Problem } from "../run.mjs";
import { audit, judgeAudit } from "./audit.mjs";
import { withDraft } from "./draft.mjs";
import { checkSize, install, installedPackages, tryCommand } from "./installation.mjs";
import { foreignLicences } from "./licences.mjs";
import { packageSbom } from "./sbom.mjs";
import { packTarball } from "./tarball.mjs";

/**
 * @typedef {object} Done
 * @property {readonly string[]} lines for the summary
 * @property {readonly string[]} missing what wasn't checked
 */

/**
 * The npm package: packed, installed in an empty folder, and looked at there. Leaves the tarball and its SBOM.
 *
 * @param {string} folder
 * @param {{ version: string, repository: string | undefined, env: NodeJS.ProcessEnv }} release
 * @returns {Promise<Done>}
 */
export async function packagePart(folder, { version, repository, env }) {
    const packed = await step("The npm tarball", () => packTarball(folder, repository));
    return withDraft(async (draft) => {
        await step("It installs and runs", async () => {
            await install(join(folder, packed.filename), draft);
            await tryCommand(draft, version);
        });
        const installed = installedPackages(draft);
        requireLicences(installed);
        const megabytes = checkSize(draft);
        const unchecked = judgeAudit(audit(draft), env);
        const sbom = await step("Its SBOM", () => packageSbom(draft, version));
        const sbomName = packed.filename.replace(/\.tgz$/, ".cdx.json");
        writeFileSync(join(folder, sbomName), `${JSON.stringify(sbom, null, 4)}\n`);
        writeChecksums(folder, [packed.filename, sbomName]);
        const sizes = `${packed.files.length} files, ${kilobytes(packed.size)} packed, ${kilobytes(packed.unpackedSize)}`;
        return {
            lines: [`${sizes} unpacked, ${megabytes} MB installed, ${installed.length} packages with agreed licences`],
            missing: unchecked === undefined ? [] : [unchecked],
        };
    });
}

function requireLicences(installed) {
    const foreign = foreignLicences(installed);
    if (foreign.length === 0) return;
    const advice = "Read them, then add them to test/toolchain/publish/licences.mjs or replace the package.";
    throw new Problem(["Licences that aren't agreed to:", ...foreign, advice].join("\n  "));
}

const kilobytes = (bytes) => `${Math.round(bytes / 1000)} kB`;
