import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { connect, type LibvirtClient } from "../../provider/libvirt/client.ts";
import { findTool } from "../../test/foreign/support/tools.ts";
import { createTransientPool, defineDomain, uriOf } from "../../test/support/client-verbs.ts";

/** The names of a daemon's pools. */
export const poolsOf = (count: number): readonly string[] =>
    Array.from({ length: count }, (_nothing, index) => `fleet-${index}`);

/** If the benchmark is killed, the daemon exits after this long without a client. */
const IDLE_SECONDS = "3600";
const START_DEADLINE_MS = 60_000;
/** The first connection of a session probes QEMU. */
const PATIENCE_MS = 120_000;

const isRoot = process.getuid?.() === 0;

/** A domain that is only defined, never started. */
const domainXml = (name: string): string => `<domain type='qemu'>
    <name>${name}</name>
    <memory unit='MiB'>64</memory>
    <os><type arch='x86_64' machine='pc'>hvm</type></os>
    <devices/>
</domain>`;

/** A session's libvirtd that keeps everything in its own folder: its pools and domains end with it. */
export class Daemon {
    public readonly socket: string;
    public readonly uri: string;
    public readonly folder: string;
    readonly #cache: string;
    readonly #pools: readonly string[];
    #process: ChildProcess | undefined;
    #printed = "";

    /**
     * @param folder For its pools, sockets and settings; must not exist yet.
     * @param cache Where daemons share what they learn about QEMU, so that they don't all probe it.
     * @param pools Number of pools.
     */
    public constructor(folder: string, cache: string, pools: number) {
        this.folder = folder;
        this.#cache = cache;
        this.#pools = poolsOf(pools);
        this.socket = join(folder, "run", "libvirt", "libvirt-sock");
        this.uri = `qemu:///session?socket=${this.socket}`;
    }

    /** Starts it, with its pools. */
    public async start(): Promise<void> {
        const { folder } = this;
        mkdirSync(folder);
        mkdirSync(this.#cache, { recursive: true });
        for (const name of ["run", "home", ...this.#pools]) mkdirSync(join(folder, name), { mode: 0o700 });
        if (isRoot) execFileSync("chown", ["-R", "nobody:nogroup", folder, this.#cache]);
        const libvirtd = findTool("libvirtd", "libvirt-daemon");
        if (libvirtd === undefined) throw new Error("libvirtd is missing. Install it: the benchmark needs a daemon.");
        const command = [libvirtd, "--timeout", IDLE_SECONDS];
        // Only ordinary users have sessions, not root.
        const asUser = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"];
        const [program = "", ...args] = isRoot ? [...asUser, ...command] : command;
        const child = spawn(program, args, {
            env: {
                PATH: process.env["PATH"],
                HOME: join(folder, "home"),
                XDG_RUNTIME_DIR: join(folder, "run"),
                XDG_CONFIG_HOME: join(folder, "home"),
                XDG_CACHE_HOME: this.#cache,
                LC_ALL: "C",
            },
            stdio: ["ignore", "ignore", "pipe"],
            detached: true,
        });
        this.#process = child;
        child.stderr.setEncoding("utf8").on("data", (text: string) => {
            this.#printed += text;
        });
        await this.#untilReady();
        const poolXml = (name: string): string =>
            `<pool type='dir'><name>${name}</name><target><path>${join(folder, name)}</path></target></pool>`;
        await this.#withClient((client) =>
            Promise.all(this.#pools.map((name) => createTransientPool(client, poolXml(name)))),
        );
    }

    /** Its process; 0 if it doesn't run. */
    public get pid(): number {
        return this.#process?.pid ?? 0;
    }

    /** Defines domains. */
    public async define(names: readonly string[]): Promise<void> {
        await this.#withClient((client) => Promise.all(names.map((name) => defineDomain(client, domainXml(name)))));
    }

    /** Names of the volumes in its pools. */
    public async volumes(): Promise<readonly string[]> {
        return await this.#withClient(async (client) => {
            const pools = await client.listAllStoragePools(0);
            const volumes = await Promise.all(pools.map((pool) => client.storagePoolListAllVolumes(pool)));
            return volumes.flat().map(({ name }) => name);
        });
    }

    /** Images in its pools' folders. Doesn't ask the daemon, which can hang. */
    public get images(): number {
        return this.#pools.reduce((total, name) => total + readdirSync(join(this.folder, name)).length, 0);
    }

    /** Stops it. */
    public async stop(): Promise<void> {
        const child = this.#process;
        if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
        const ended = new Promise((resolve) => child.once("exit", resolve));
        child.kill("SIGTERM");
        const force = setTimeout(() => child.kill("SIGKILL"), 10_000);
        await ended;
        clearTimeout(force);
    }

    async #untilReady(): Promise<void> {
        for (const deadline = Date.now() + START_DEADLINE_MS; ; await sleep(100)) {
            try {
                await this.#withClient((client) => uriOf(client));
                return;
            } catch (error) {
                const hasEnded = this.#process === undefined || this.#process.exitCode !== null;
                if (hasEnded || Date.now() > deadline) {
                    throw new Error(`start libvirtd: it doesn't answer. ${this.#printed}`, { cause: error });
                }
            }
        }
    }

    async #withClient<T>(work: (client: LibvirtClient) => Promise<T>): Promise<T> {
        const client = await connect(this.uri, { environment: {}, timeoutMs: PATIENCE_MS });
        try {
            return await work(client);
        } finally {
            await client.close();
        }
    }
}
