import { mkdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { basename, join } from "node:path";
import { here, root, which } from "./places.mjs";

/** The plugins of the demo's program; each folder's package.json has the version that Pulumi expects. */
const plugins = [
    { kind: "language", name: "nodejs", folder: join(root, "node_modules", "@pulumi", "pulumi") },
    { kind: "resource", name: "pulumi-nodejs", folder: join(root, "node_modules", "@pulumi", "pulumi") },
    { kind: "resource", name: "libvirt", folder: join(here, "libvirt-sdk") },
];

/**
 * Fills a Pulumi home with links to the plugins on the PATH, as if `pulumi plugin install` had put them there, and
 * returns the settings that make Pulumi use them. Pulumi warns about every plugin that it has to take from the PATH.
 *
 * @param {string} home
 * @param {NodeJS.ProcessEnv} env
 */
export function pulumiHome(home, env) {
    for (const { kind, name, folder } of plugins) {
        const path = which(`pulumi-${kind}-${name}`, env);
        if (path) install(path, join(home, "plugins", `${kind}-${name}-v${versionIn(folder)}`));
    }
    return { PULUMI_HOME: home, PULUMI_IGNORE_AMBIENT_PLUGINS: "true" };
}

/** Replaces an earlier link: the cache that it points to can have changed. */
function install(path, folder) {
    const link = join(folder, basename(path));
    mkdirSync(folder, { recursive: true });
    rmSync(link, { force: true });
    symlinkSync(path, link);
}

function versionIn(folder) {
    return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")).version;
}
