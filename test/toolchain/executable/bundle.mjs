import { readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { root } from "../places.mjs";

/**
 * @typedef {object} Bundle
 * @property {string} code one CommonJS script that needs only Node
 * @property {readonly string[]} packages the folders of the packages in it
 */

/** grpc-js loads it for Channelz and ORCA, two services that the plugin doesn't serve. */
const unused = "@grpc/proto-loader";

/**
 * The plugin and all it imports in one script. What the plugin loads only when needed still runs only when needed.
 *
 * By esbuild: Rolldown, which Vitest has, loses `this` at the top of yaml-js's modules.
 *
 * @returns {Promise<Bundle>}
 */
export async function bundlePlugin() {
    const { outputFiles, metafile } = await build({
        absWorkingDir: root,
        entryPoints: ["plugin/main.ts"],
        bundle: true,
        write: false,
        metafile: true,
        platform: "node",
        format: "cjs",
        target: "node24",
        external: [unused],
        // Names stay: an operator's report can have a stack.
        minifyWhitespace: true,
        minifySyntax: true,
        // `licences.mjs` collects them.
        legalComments: "none",
        logLevel: "error",
    });
    const [output, ...others] = Object.values(metafile.outputs);
    if (others.length > 0) throw new Error("the bundle has more than one file");
    return { code: outputFiles[0].text, packages: packagesOf(output.inputs) };
}

/** @param {Record<string, { bytesInOutput: number }>} inputs by their paths */
function packagesOf(inputs) {
    const folders = Object.entries(inputs)
        .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
        .map(([path]) => /^.*\bnode_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0])
        .filter((folder) => folder !== undefined);
    return [...new Set(folders)].sort().map((folder) => join(root, folder));
}

/** The version of the package, which is the plugin's. */
export function pluginVersion() {
    return JSON.parse(readFileSync(join(root, "package.json"), "utf8")).version;
}
