import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cacheRoot } from "./cache.mjs";
import { answersWithin, isAlive, launch, openKvm, stopDaemons, untilAnswers } from "./libvirtd.mjs";
import { here, root as repository } from "./places.mjs";
import { Problem, run } from "./run.mjs";

const isRoot = process.getuid?.() === 0;

/** The command that gives a daemon a root, a configuration, a state and sockets that nothing else uses. */
export const serve = join(here, "private-libvirtd", "serve");

/** Where guests, pools and images lie, by the same paths inside and outside. */
export const sharedFolders = [...new Set(["/tmp", tmpdir(), cacheRoot()])].join(":");

/**
 * Where the daemons of a user and a clone lie. The path is short, since a socket's can't have over 107 characters:
 * below it a session's libvirtd makes this-system-1/libvirt/qemu/lib/domain-<number>-<20 characters>/monitor.sock.
 *
 * @param {number | undefined} uid
 * @param {string} clone
 */
export function folderOfDaemons(uid, clone) {
    const hash = (text) => createHash("sha256").update(text).digest("hex").slice(0, 8);
    return uid === 0 ? join("/run/pulumi-config-drive", hash(clone)) : `/tmp/config-drive-${hash(`${uid} ${clone}`)}`;
}

const base = folderOfDaemons(process.getuid?.(), repository);

/** A second run can find daemons that the first one is starting. */
const reuseMs = 5000;

/** @typedef {import("./libvirtd.mjs").Daemon["started"]} Started */

/**
 * Starts libvirt daemons that share nothing with the machine's own, nor with each other but their capabilities: tests
 * that run side by side have one each. As root they are system daemons, otherwise sessions of this user.
 *
 * @param {{ name: string, root: string, count: number }} system the folder that they take for the system, and its name
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<{ uris: string[], started: Started }>}
 */
export async function privateLibvirtds({ name, root, count }, env) {
    mkdirSync(base, { recursive: true, mode: isRoot ? 0o755 : 0o700 });
    // Everybody can create a folder in /tmp.
    if (statSync(base).uid !== process.getuid?.()) throw new Problem(`${base} belongs to another user. Remove it.`);
    if (isRoot) await openKvm(env);
    const start = (index) => startOne(join(base, `${name}-${index}`), root, capabilitiesFolder(name), env);
    // The first one asks QEMU for all that it can do, and the others read what it wrote down.
    const first = await start(1);
    const others = await Promise.all(Array.from({ length: count - 1 }, (_, index) => start(index + 2)));
    const hosts = [first, ...others];
    return { uris: hosts.map(({ uri }) => uri), started: hosts.flatMap(({ started }) => started) };
}

/** What libvirt learned of the QEMU of a system: it checks by itself whether that is still true. */
export function capabilitiesFolder(name) {
    const folder = join(cacheRoot(), `${name}-capabilities`);
    mkdirSync(folder, { recursive: true });
    return folder;
}

/** Those that a former run has left are as good as new ones, and not ours to stop. */
async function startOne(folder, root, capabilities, env) {
    const socket = isRoot ? join(folder, "libvirt-sock") : join(folder, "libvirt", "libvirt-sock");
    const uri = `qemu:///${isRoot ? "system" : "session"}?socket=${socket}`;
    const list = join(folder, "started.json");
    const former = existsSync(list) ? JSON.parse(readFileSync(list, "utf8")) : [];
    if (former.length > 0 && former.every(isAlive) && (await answersWithin(socket, reuseMs)))
        return { uri, started: [] };
    await stopDaemons(former);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const started = await (isRoot ? startSystem(root, folder, capabilities, env) : startSession(folder, env));
    writeFileSync(list, JSON.stringify(started));
    await untilAnswers(socket, folder);
    await run("virsh", ["-c", uri, "capabilities"], { env });
    return { uri, started };
}

async function startSystem(root, sockets, capabilities, env) {
    const isolated = ["--mount", "--propagation", "private", serve, root, sockets, capabilities, sharedFolders];
    const command = ["unshare", ...isolated, ...daemon("virtlogd")];
    const virtlogd = launch("virtlogd", command, join(sockets, "virtlogd.log"), env);
    await untilAnswers(join(sockets, "virtlogd-sock"), sockets);
    const enter = ["nsenter", "--target", String(virtlogd.pid), "--mount", "--root", "--wd=/"];
    return [virtlogd, launchReaped([...enter, ...daemon("libvirtd")], sockets, env)];
}

async function startSession(folder, env) {
    const own = { XDG_RUNTIME_DIR: folder, XDG_CONFIG_HOME: folder, XDG_CACHE_HOME: folder, XDG_DATA_HOME: folder };
    return [launchReaped(["libvirtd"], folder, { ...env, ...own })];
}

/** The default place of the pid files is the machine's own daemons'. */
const daemon = (name) => [name, "--pid-file", `/run/libvirt/${name}.pid`];

/**
 * Runs libvirtd below tini, which becomes the parent of every QEMU. libvirtd waits until a QEMU that it ended is out of
 * the process table, and in a container the first process can take 2 s to see to that.
 */
function launchReaped(command, folder, env) {
    return launch("tini", ["tini", "-s", "--", ...command], join(folder, "libvirtd.log"), env);
}
