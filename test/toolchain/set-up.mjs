import { delimiter } from "node:path";
import { debianGuest } from "../guests/debian/build.mjs";
import { tinyGuest } from "../guests/tiny/build.mjs";
import { afterburnFolder } from "./afterburn.mjs";
import { cloudInitFolders } from "./cloud-init.mjs";
import { cloudbaseInitPath } from "./cloudbase-init.mjs";
import { demoPackages, installDebianPackages, testPackages } from "./debian.mjs";
import { debian13Host } from "./debian-13-host.mjs";
import { goImagesPath } from "./go-images.mjs";
import { ignitionPath } from "./ignition.mjs";
import { domainType } from "./kvm.mjs";
import { libvirtDaemon } from "./libvirtd.mjs";
import { nodeFolder } from "./node.mjs";
import { oldestNodePath } from "./oldest-node.mjs";
import { installPackages } from "./packages.mjs";
import { withFolders } from "./places.mjs";
import { installSdk } from "./plugin-sdk.mjs";
import { pulumiFolders } from "./pulumi.mjs";
import { pythonPath } from "./python.mjs";
import { vsphereFolders } from "./vcsim.mjs";

/** Keeps the Pulumi CLI from looking for anything outside this machine. */
const quietPulumi = {
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
};

/** @typedef {{ env: NodeJS.ProcessEnv, daemon: import("./libvirtd.mjs").Daemon }} Machine what programs are run with */

/**
 * Sets up Node and its packages: all that the linter, the compiler and the unit tests need.
 *
 * @returns {Promise<NodeJS.ProcessEnv>}
 */
export async function setUpNode() {
    // Debian keeps daemons and file system tools where an ordinary user's PATH doesn't look.
    const path = [process.env.PATH, "/usr/sbin", "/sbin"].join(delimiter);
    const env = withFolders({ ...process.env, PATH: path }, [await nodeFolder()]);
    await installPackages(env);
    return env;
}

/**
 * Sets up everything that the demo needs and is missing.
 *
 * @returns {Promise<Machine>}
 */
export async function setUpDemo() {
    const env = await setUpNode();
    await installDebianPackages(demoPackages);
    const withPulumi = withFolders({ ...env, ...quietPulumi }, await pulumiFolders());
    await installSdk("libvirt", withPulumi);
    const tiny = await tinyGuest(withPulumi);
    const daemon = await libvirtDaemon(withPulumi);
    const found = {
        CONFIG_DRIVE_GUESTS: tiny,
        CONFIG_DRIVE_DOMAIN_TYPE: await domainType(tiny, withPulumi),
        CONFIG_DRIVE_URI: daemon.uri,
    };
    return { env: { ...withPulumi, ...found }, daemon };
}

/**
 * Sets up everything that the tests need and is missing.
 *
 * @returns {Promise<Machine>}
 */
export async function setUpTests() {
    await installDebianPackages(testPackages);
    const { env: withDemo, daemon } = await setUpDemo();
    const env = withFolders(withDemo, await vsphereFolders());
    await installSdk("vsphere", env);
    const debian13 = await debian13Host(env);
    const found = {
        CONFIG_DRIVE_DEBIAN_12_GUEST: await debianGuest("bookworm", env),
        CONFIG_DRIVE_DEBIAN_13_GUEST: await debianGuest("trixie", env),
        ...debian13.env,
        ...(await cloudInitFolders(env)),
        CONFIG_DRIVE_PYTHON: await pythonPath(env),
        CONFIG_DRIVE_GO_IMAGES: await goImagesPath(),
        CONFIG_DRIVE_OLDEST_NODE: await oldestNodePath(env),
        CONFIG_DRIVE_CLOUDBASE_INIT: await cloudbaseInitPath(env),
        CONFIG_DRIVE_IGNITION: await ignitionPath(),
        CONFIG_DRIVE_AFTERBURN: await afterburnFolder(env),
    };
    const started = [...daemon.started, ...debian13.started];
    return { env: { ...env, ...found }, daemon: { ...daemon, started } };
}
