import { buildCommand } from "./go.mjs";

/** VMware's simulator of vCenter's API, VMware's command line, and the Pulumi plugin whose API that is. */
const commands = [
    { name: "vcsim", module: "vcsim", package: "./vcsim", time: "half a minute" },
    { name: "govc", module: "vcsim", package: "./govc", time: "a few seconds" },
    { name: "pulumi-resource-vsphere", module: "vsphere", package: ".", time: "1 to 2 minutes" },
];

/**
 * The folders for the PATH that hold a simulated vSphere and what manages it.
 *
 * @returns {Promise<string[]>}
 */
export async function vsphereFolders() {
    const folders = [];
    for (const command of commands) folders.push(await buildCommand(command));
    return folders;
}
