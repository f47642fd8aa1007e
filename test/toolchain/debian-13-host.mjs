import { spawn } from "node:child_process";
import { existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { cached, cacheRoot } from "./cache.mjs";
import { isAlive, stopDaemons, untilAnswers } from "./libvirtd.mjs";
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
 * Debian 13's libvirtd and QEMU beside this machine's own, in a folder that they take for the whole system; tests see
 * their sockets, and the same guests and pools. Root's only: for others there is no such host.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<{ env: Record<string, string>, started: import("./libvirtd.mjs").Daemon["started"] }>}
 */
export async function debian13Host(env) {
    if (process.getuid?.() !== 0) return { env: {}, started: [] };
    const root = await debian13Root(env);
    const sockets = join("/run", "pulumi-config-drive", basename(root));
    const uri = `qemu:///system?socket=${join(sockets, "libvirt-sock")}`;
    const started = await startDaemons(root, sockets, uri, env);
    return {
        env: {
            CONFIG_DRIVE_DEBIAN_13_ROOT: root,
            CONFIG_DRIVE_DEBIAN_13_FOLDERS: sharedFolders,
            CONFIG_DRIVE_DEBIAN_13_MODULAR: await modularDaemons(env),
            CONFIG_DRIVE_DEBIAN_13_URI: uri,
        },
        started,
    };
}

/** Where guests, pools and images lie, by the same paths inside and outside. */
const sharedFolders = [...new Set(["/tmp", tmpdir(), cacheRoot()])].join(":");

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

/** Those that a former run has left are as good as new ones, and not ours to stop. */
async function startDaemons(root, sockets, uri, env) {
    const list = join(sockets, "started.json");
    const former = existsSync(list) ? JSON.parse(readFileSync(list, "utf8")) : [];
    if (former.length > 0 && former.every(isAlive)) return [];
    stopDaemons(former);
    return step("Debian 13's libvirtd", async () => {
        rmSync(sockets, { recursive: true, force: true });
        mkdirSync(sockets, { recursive: true });
        const serve = [join(recipe, "serve"), root, sockets, sharedFolders, "virtlogd"];
        const virtlogd = launch("virtlogd", "unshare", ["--mount", "--propagation", "private", ...serve], env);
        await untilAnswers(join(sockets, "virtlogd-sock"));
        const enter = ["--target", String(virtlogd.pid), "--mount", "--root", "--wd=/"];
        const libvirtd = launch("libvirtd", "nsenter", [...enter, "libvirtd"], env);
        await untilAnswers(join(sockets, "libvirt-sock"));
        await run("virsh", ["-c", uri, "capabilities"], { env });
        const started = [virtlogd, libvirtd];
        writeFileSync(list, JSON.stringify(started));
        return started;
    });
}

/** A command that becomes the daemon of that name. */
function launch(name, command, args, env) {
    const log = openSync(join(cacheRoot(), `debian-13-${name}.log`), "a");
    const child = spawn(command, args, { env, detached: true, stdio: ["ignore", log, log] });
    // A command that can't be started shows by its silence.
    child.on("error", () => {});
    child.unref();
    return { name, pid: child.pid ?? 0 };
}
