import { availableParallelism } from "node:os";
import { delimiter, join } from "node:path";
import { debianGuest } from "../guests/debian/build.mjs";
import { tinyGuest } from "../guests/tiny/build.mjs";
import { afterburnFolder } from "./afterburn.mjs";
import { cloudbaseInitPath } from "./cloudbase-init.mjs";
import { browserPackages, demoPackages, installDebianPackages, testPackages } from "./debian.mjs";
import { debian13Host } from "./debian-13-host.mjs";
import { debianPackage } from "./debian-package.mjs";
import { goImagesPath } from "./go-images.mjs";
import { ignitionPath } from "./ignition.mjs";
import { domainType } from "./kvm.mjs";
import { languages } from "./languages.mjs";
import { libvirt09 } from "./libvirt-09.mjs";
import { libvirtDaemon, stopDaemons } from "./libvirtd.mjs";
import { nodeFolder } from "./node.mjs";
import { oldestNodePath } from "./oldest-node.mjs";
import { installPackages } from "./packages.mjs";
import { root, withFolders } from "./places.mjs";
import { pluginModules } from "./plugin-modules.mjs";
import { installSdk } from "./plugin-sdk.mjs";
import { privateLibvirtds } from "./private-libvirtd.mjs";
import { step } from "./progress.mjs";
import { pulumiFolders } from "./pulumi.mjs";
import { pythonPath } from "./python.mjs";
import { pyyamlSources } from "./pyyaml-sources.mjs";
import { vsphereFolders } from "./vcsim.mjs";

/** For the Pulumi CLI, which starts Node at least twice for each command. */
const pulumiSettings = {
    // It looks for nothing outside this machine.
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    // Loading Pulumi's packages then takes two thirds of the time.
    NODE_COMPILE_CACHE: join(root, "node_modules", ".cache", "compiled"),
};

/** @typedef {{ env: NodeJS.ProcessEnv, started: import("./libvirtd.mjs").Daemon["started"] }} Machine what programs are run with, and daemons to stop */

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

/** Sets up the Pulumi CLI, the libvirt provider with its SDK, and the tiny guest. */
async function setUpPulumi() {
    const env = await setUpNode();
    await installDebianPackages(demoPackages);
    const withPulumi = withFolders({ ...env, ...pulumiSettings }, await pulumiFolders(env));
    await installSdk("libvirt", withPulumi);
    const tiny = await tinyGuest(withPulumi);
    return { ...withPulumi, CONFIG_DRIVE_GUESTS: tiny, CONFIG_DRIVE_DOMAIN_TYPE: await domainType(tiny, withPulumi) };
}

/**
 * Sets up everything that the demo needs and is missing.
 *
 * @returns {Promise<Machine>}
 */
export async function setUpDemo() {
    const env = await setUpPulumi();
    const debian = await debianGuest("bookworm", env);
    const { uri, started } = await libvirtDaemon(env);
    return { env: { ...env, CONFIG_DRIVE_DEBIAN_12_GUEST: debian, CONFIG_DRIVE_URI: uri }, started };
}

/** Tests wait for guests and deadlines more than they compute. */
const workers = availableParallelism() + 2;

/**
 * Sets up everything that `npm test` needs and is missing.
 *
 * @returns {Promise<Machine>}
 */
export async function setUpTests() {
    await installDebianPackages([...testPackages, ...browserPackages]);
    const env = await setUpPulumi();
    const found = {
        CONFIG_DRIVE_DEBIAN_12_GUEST: await debianGuest("bookworm", env),
        CONFIG_DRIVE_CLOUD_INIT_SID: await debianPackage("cloud-init", "sid", env),
        CONFIG_DRIVE_PYTHON: await pythonPath(env),
        CONFIG_DRIVE_OLDEST_NODE: await oldestNodePath(env),
    };
    const { uris, started } = await step(`${workers} private libvirt daemons for the tests; yours isn't touched`, () =>
        privateLibvirtds({ name: "this-system", root: "/", count: workers }, env),
    );
    return { env: { ...env, ...found, CONFIG_DRIVE_URIS: uris.join(" ") }, started };
}

/**
 * Sets up everything that `npm run test:09` needs and is missing.
 *
 * @returns {Promise<Machine>}
 */
export async function setUpLibvirt09Tests() {
    const { env, started } = await setUpTests();
    try {
        return { env: await libvirt09(env), started };
    } catch (error) {
        await stopDaemons(started);
        throw error;
    }
}

/**
 * Sets up everything that `npm run test:all` needs and is missing.
 *
 * @returns {Promise<Machine>}
 */
export async function setUpAllTests() {
    const { env: withTests, started } = await setUpTests();
    const env = await languages(withFolders(withTests, await vsphereFolders()));
    await installSdk("vsphere", env);
    const debian13 = await debian13Host(env);
    const found = {
        CONFIG_DRIVE_DEBIAN_13_GUEST: await debianGuest("trixie", env),
        CONFIG_DRIVE_CLOUD_INIT_BOOKWORM: await debianPackage("cloud-init", "bookworm", env),
        CONFIG_DRIVE_CLOUD_INIT_TRIXIE: await debianPackage("cloud-init", "trixie", env),
        CONFIG_DRIVE_GO_IMAGES: await goImagesPath(),
        CONFIG_DRIVE_CLOUDBASE_INIT: await cloudbaseInitPath(env),
        CONFIG_DRIVE_IGNITION: await ignitionPath(),
        CONFIG_DRIVE_AFTERBURN: await afterburnFolder(env),
        CONFIG_DRIVE_PLUGIN_MODULES: await pluginModules(env),
        CONFIG_DRIVE_PYYAML_SOURCES: await pyyamlSources(env),
    };
    const system = debian13.CONFIG_DRIVE_DEBIAN_13_ROOT;
    if (system === undefined) return { env: { ...env, ...debian13, ...found }, started };
    const second = await step(`${workers} private libvirt daemons of Debian 13`, () =>
        privateLibvirtds({ name: "debian-13", root: system, count: workers }, env),
    );
    const uris = { CONFIG_DRIVE_DEBIAN_13_URIS: second.uris.join(" ") };
    return { env: { ...env, ...debian13, ...found, ...uris }, started: [...started, ...second.started] };
}
