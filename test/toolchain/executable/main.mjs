/** `npm run build:plugin [-- FOLDER]`: the plugin as one executable, in dist/. */
import { join, relative, resolve } from "node:path";
import { pinnedNode } from "../node.mjs";
import { root } from "../places.mjs";
import { say, step } from "../progress.mjs";
import { Problem } from "../run.mjs";
import { buildPlugin } from "./build.mjs";

try {
    const folder = resolve(process.argv[2] ?? join(root, "dist"));
    const node = await pinnedNode();
    const path = await step("The plugin as one executable", () => buildPlugin(node, folder));
    process.stdout.write(`${relative(process.cwd(), path)}\n`);
} catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (error.output) say(error.output);
    say(error.message);
    process.exitCode = 1;
}
