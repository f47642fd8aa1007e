import { chmodSync, copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../places.mjs";
import { run } from "../run.mjs";

const postject = join(root, "node_modules", "postject", "dist", "cli.js");

/** Where Node finds the application in its own executable: https://nodejs.org/api/single-executable-applications.html. */
const resource = "NODE_SEA_BLOB";
const fuse = "NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2";

/** Compiled ahead, it starts a quarter faster. NODE_OPTIONS are for the user's programs, not for the plugin. */
const settings = {
    main: "main.js",
    output: "main.blob",
    disableExperimentalSEAWarning: true,
    useCodeCache: true,
    execArgvExtension: "none",
};

/**
 * Makes a copy of Node that runs a script and nothing else. Node 24 is what the tests run on; from Node 25.5 on, Node
 * could do it without postject.
 *
 * @param {string} node the path of the Node to copy
 * @param {string} code the script
 * @param {string} folder for intermediate files
 * @returns {Promise<Buffer>} the executable
 */
export async function singleExecutable(node, code, folder) {
    const [script, config, blob, executable] = ["main.js", "config.json", "main.blob", "node"].map((name) =>
        join(folder, name),
    );
    writeFileSync(script, code);
    writeFileSync(config, JSON.stringify(settings));
    // The application depends on the seed of V8's hash tables, and contains the script's path as it is named.
    await run(node, ["--random-seed=1", "--experimental-sea-config", config], { cwd: folder });
    copyFileSync(node, executable);
    chmodSync(executable, 0o755);
    // A signature would be of Node's bytes.
    if (process.platform === "darwin") await run("codesign", ["--remove-signature", executable]);
    const place = ["--sentinel-fuse", fuse, "--macho-segment-name", "NODE_SEA"];
    await run(process.execPath, [postject, executable, resource, blob, ...place]);
    if (process.platform === "darwin") await run("codesign", ["--sign", "-", executable]);
    return readFileSync(executable);
}
