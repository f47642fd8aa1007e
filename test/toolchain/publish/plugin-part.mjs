import { join } from "node:path";
import { namesFor } from "../executable/platform.mjs";
import { pinnedNode } from "../node.mjs";
import { step } from "../progress.mjs";
import { withDraft } from "./draft.mjs";
import { unpack } from "./unpack.mjs";

/**
 * The plugin's executable for this machine: built, and asked for its version and its schema. Leaves its archive and its
 * SBOM, with checksums.
 *
 * @param {string} folder
 * @param {{ version: string }} release
 * @returns {Promise<import("./package-part.mjs").Done>}
 */
export async function pluginPart(folder, { version }) {
    // Only here are packages needed: esbuild and a client of the plugin's protocol. The job that publishes has none.
    const { buildPlugin } = await import("../executable/build.mjs");
    const { tryPlugin } = await import("./smoke.mjs");
    const node = await pinnedNode();
    const archive = await step("The plugin's executable", () => buildPlugin(node, folder));
    await step("It runs, and has its schema", () =>
        withDraft(async (draft) => {
            await unpack(archive, draft);
            await tryPlugin(join(draft, namesFor(version).executable), version);
        }),
    );
    return { lines: [`for ${process.platform} on ${process.arch}; the workflow builds all`], missing: [] };
}
