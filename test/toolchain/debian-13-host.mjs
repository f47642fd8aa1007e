import { readFileSync } from "node:fs";
import { join } from "node:path";
import { cached } from "./cache.mjs";
import { here } from "./places.mjs";
import { step } from "./progress.mjs";
import { run } from "./run.mjs";

/** What runs in it. */
const packages = [
    "libsasl2-modules",
    "libvirt-clients",
    "libvirt-daemon",
    "libvirt-daemon-driver-qemu",
    "libvirt-daemon-driver-storage",
    "libvirt-daemon-log",
    "qemu-system-arm",
    "qemu-system-x86",
    "qemu-utils",
];

/** What its modular daemons are built with. */
const buildPackages = [
    "gcc",
    "libc6-dev",
    "libglib2.0-dev",
    "libgnutls28-dev",
    "libjson-c-dev",
    "libtirpc-dev",
    "libvirt0",
    "libxml2-dev",
    "libxml2-utils",
    "meson",
    "ninja-build",
    "pkg-config",
    "python3-docutils",
    "xsltproc",
    "xz-utils",
];

const sources = ["deb", "deb-src"].map((kind) => `${kind} http://deb.debian.org/debian trixie main`);
const options = [
    "--variant=essential",
    ...["doc", "locale", "man"].map((name) => `--dpkgopt=path-exclude=/usr/share/${name}/*`),
];
const recipe = join(here, "debian-13-host");

/**
 * Debian 13 with its libvirtd and QEMU in a folder that daemons take for the whole system; tests see their sockets, and
 * the same guests and pools. Root's only: for others there is no such system.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Record<string, string>>} its variables for the tests
 */
export async function debian13Host(env) {
    if (process.getuid?.() !== 0) return {};
    return {
        CONFIG_DRIVE_DEBIAN_13_ROOT: await debian13Root(env),
        CONFIG_DRIVE_DEBIAN_13_MODULAR: await modularDaemons(env),
    };
}

/** The system's folder, which nothing writes to. */
function debian13Root(env) {
    return cached("debian-13-host", [...packages, ...options, ...sources], (draft) =>
        step("Debian 13 with libvirt and QEMU (first time: 1 to 2 minutes)", async () => {
            const include = `--include=${packages.join(",")}`;
            await run("mmdebstrap", [...options, include, "trixie", draft, ...sources], { env });
        }),
    );
}

/** The folder with virtqemud and virtstoraged, which Debian doesn't build. */
function modularDaemons(env) {
    const build = join(recipe, "build-daemons");
    return cached("debian-13-modular", [readFileSync(build), ...buildPackages, ...sources], (draft) =>
        step("virtqemud and virtstoraged from Debian 13's libvirt (first time: 2 minutes)", async () => {
            // The daemons are the result; mmdebstrap itself has nothing to write.
            const more = ["--format=null", `--include=${buildPackages.join(",")}`, `--customize-hook=${build}`];
            const args = [...options, ...more, "trixie", "-", ...sources];
            await run("mmdebstrap", args, { env: { ...env, DAEMONS: draft } });
        }),
    );
}
