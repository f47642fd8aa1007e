import { spawn } from "node:child_process";
import { existsSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { connect } from "node:net";
import { homedir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { cacheRoot } from "./cache.mjs";
import { step } from "./progress.mjs";
import { Problem, run } from "./run.mjs";

const startMs = 30_000;
const stopMs = 20_000;

/** @typedef {{ uri: string, started: { name: string, pid: number }[] }} Daemon what was started, if anything */

/**
 * The libvirt daemon that runs, or one that is started now: the system's as root, otherwise one of the user's own,
 * which needs no rights. It goes on when this program ends.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Daemon>}
 */
export async function libvirtDaemon(env) {
    const isRoot = process.getuid?.() === 0;
    const socket = isRoot ? "/run/libvirt/libvirt-sock" : sessionSocket(env);
    // The libvirt provider looks for the system's socket unless told otherwise.
    const uri = isRoot ? "qemu:///system" : `qemu:///session?socket=${socket}`;
    if (await answers(socket)) return { uri, started: [] };
    return step(`libvirtd (${isRoot ? "system" : "session"})`, async () => {
        const started = await (isRoot ? startSystem(env) : startSession(env));
        await untilAnswers(socket, cacheRoot());
        // The first client waits until libvirtd has asked QEMU for all that it can do.
        await run("virsh", ["-c", uri, "capabilities"], { env });
        return { uri, started: started.filter(isAlive) };
    });
}

/**
 * Stops processes that were started here, and waits until they have ended: the next run may want their sockets' place.
 * A number that meanwhile belongs to another program is left alone.
 *
 * @param {Daemon["started"]} started
 */
export async function stopDaemons(started) {
    for (const daemon of started.filter(isAlive)) process.kill(daemon.pid, "SIGTERM");
    for (const deadline = Date.now() + stopMs; started.some(isAlive) && Date.now() < deadline; ) await sleep(50);
    for (const daemon of started.filter(isAlive)) process.kill(daemon.pid, "SIGKILL");
}

async function startSystem(env) {
    if (existsSync("/run/systemd/system")) {
        await run("systemctl", ["start", "libvirtd"], { env });
        return [];
    }
    await openKvm(env);
    // The system's libvirtd leaves the start of virtlogd, which writes the consoles' logs, to the init system.
    return [launchHere("virtlogd", env), launchHere("libvirtd", env)];
}

/**
 * Gives /dev/kvm to its group, as udev does where it runs. Without that libvirtd finds KVM as root and misses it as
 * QEMU's user, believes that QEMU has changed, and probes its capabilities again before every call, which takes seconds.
 */
export async function openKvm(env) {
    if (!existsSync("/dev/kvm")) return;
    await run("chgrp", ["kvm", "/dev/kvm"], { env });
    await run("chmod", ["660", "/dev/kvm"], { env });
}

async function startSession(env) {
    return [launchHere("libvirtd", env)];
}

function sessionSocket(env) {
    const base = env.XDG_RUNTIME_DIR || env.XDG_CACHE_HOME || join(homedir(), ".cache");
    return join(base, "libvirt", "libvirt-sock");
}

function launchHere(name, env) {
    mkdirSync(cacheRoot(), { recursive: true });
    return launch(name, [name], join(cacheRoot(), `${name}.log`), env);
}

/** Starts a command that becomes the process of that name, and goes on when this program ends. */
export function launch(name, [command, ...args], logFile, env) {
    const log = openSync(logFile, "a");
    const child = spawn(command, args, { env, detached: true, stdio: ["ignore", log, log] });
    // A command that can't be started shows by its silence.
    child.on("error", () => {});
    child.unref();
    return { name, pid: child.pid ?? 0 };
}

/** Whether a process that was started here runs: its number alone may belong to another program meanwhile. */
export function isAlive({ name, pid }) {
    const path = `/proc/${pid}/stat`;
    const [, command, state] = (existsSync(path) && readFileSync(path, "utf8").match(/\((.*)\) (.)/)) || [];
    // The first process of a container can take its time to remove one that has ended: a zombie.
    return command === name && state !== "Z";
}

/**
 * Waits until a daemon accepts connections.
 *
 * @param {string} socket
 * @param {string} logs the folder of its log
 */
export async function untilAnswers(socket, logs) {
    if (!(await answersWithin(socket, startMs))) {
        throw new Problem(`No daemon answers on ${socket}. Check ${logs}/*.log.`);
    }
}

/** Whether a daemon accepts connections, at once or soon. */
export async function answersWithin(socket, ms) {
    for (const deadline = Date.now() + ms; !(await answers(socket)); await sleep(200)) {
        if (Date.now() > deadline) return false;
    }
    return true;
}

/** Whether a daemon accepts connections now. */
export function answers(socket) {
    return new Promise((resolve) => {
        const connection = connect(socket);
        connection.on("connect", () => connection.end(() => resolve(true)));
        connection.on("error", () => resolve(false));
    });
}
