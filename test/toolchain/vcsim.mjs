import { buildCommands } from "./go.mjs";

/** VMware's simulator of vCenter's API, VMware's command line, and the Pulumi plugin whose API that is. */
const commands = [
    { name: "vcsim", module: "vcsim", package: "./vcsim", work: 5 },
    { name: "govc", module: "vcsim", package: "./govc", work: 1 },
    { name: "pulumi-resource-vsphere", module: "vsphere", package: ".", work: 8 },
];

/**
 * The folders for the PATH that hold a simulated vSphere and what manages it.
 *
 * @returns {Promise<string[]>}
 */
export function vsphereFolders() {
    return buildCommands(commands);
}
