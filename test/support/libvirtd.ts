import { execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { afterAll, beforeAll, beforeEach } from "vitest";
import { connect, type LibvirtClient, type PoolRef } from "../../provider/libvirt/client.ts";
import { ConfigDriveError } from "../../provider/text/errors.ts";
import { createTransientPool, stopPool } from "./client-verbs.ts";

/** A libvirt daemon to test against, or why there is none. */
export type FoundDaemon = { readonly uri: string } | { readonly missing: string };

/**
 * Long enough for consecutive test files to use the same daemon, short enough that none is left behind. So nobody has to
 * stop a daemon by hand, and none is stopped while another test run uses it.
 */
const IDLE_SECONDS = "120";
/** A machine may probe QEMU again for each call, and two of them in parallel. */
const PATIENCE_MS = 300_000;
const START_DEADLINE_MS = 30_000;

/**
 * The daemon that `CONFIG_DRIVE_URI` names; else the system's, if this user may use it; else the user's own; else one
 * that is started now (the system's for root, else the user's) and ends by itself when it is idle.
 */
export const findLibvirtd = async (): Promise<FoundDaemon> => {
    const root = process.getuid?.() === 0;
    const named = process.env["CONFIG_DRIVE_URI"];
    const uris = named ? [named] : root ? ["qemu:///system"] : ["qemu:///system", "qemu:///session"];
    const running = await firstThatAnswers(uris);
    if (running !== undefined || named) {
        return running === undefined ? { missing: `a daemon at ${named}` } : { uri: running };
    }
    const libvirtd = findProgram("libvirtd");
    if (libvirtd === undefined) {
        return { missing: "libvirtd (Debian: apt-get install libvirt-daemon-system qemu-system-x86 libvirt-clients)" };
    }
    start(libvirtd, root);
    for (const deadline = Date.now() + START_DEADLINE_MS; Date.now() < deadline; await sleep(100)) {
        const started = await firstThatAnswers(uris);
        if (started !== undefined) {
            return { uri: started };
        }
    }
    return { missing: `a libvirtd that answers (${libvirtd} was started, but does not)` };
};

/**
 * The URI of a daemon; undefined, after a message, if there is none.
 *
 * @throws Error on CI, where no test may be skipped
 */
export const requireLibvirtd = async (): Promise<string | undefined> => {
    const found = await findLibvirtd();
    if ("uri" in found) {
        return found.uri;
    }
    if (process.env["CI"]) {
        throw new Error(`missing: ${found.missing}`);
    }
    process.stderr.write(`skipped, missing: ${found.missing}\n`);
    return undefined;
};

/** A separate pool in a temporary folder. */
export interface TemporaryPool {
    readonly pool: PoolRef;
    readonly folder: string;
    /** Stops the pool and removes its folder with all contents. */
    readonly remove: () => Promise<void>;
}

/** A client and a pool that nothing else uses. */
export const createPool = async (client: LibvirtClient): Promise<TemporaryPool> => {
    const folder = await mkdtemp(join(tmpdir(), "config-drive-pool-"));
    // QEMU runs as another user, who must be able to reach the images.
    await chmod(folder, 0o711);
    const name = folder.slice(folder.lastIndexOf("/") + 1);
    const pool = await createTransientPool(
        client,
        `<pool type="dir"><name>${name}</name><target><path>${folder}</path></target></pool>`,
    );
    const remove = async (): Promise<void> => {
        const again = await connect(client.uri, { environment: process.env });
        try {
            await stopPool(again, pool);
        } finally {
            await again.close();
            await rm(folder, { recursive: true, force: true });
        }
    };
    return { pool, folder, remove };
};

/** A daemon, a connection to it, and a pool. */
export interface Host {
    readonly uri: string;
    readonly client: LibvirtClient;
    readonly home: TemporaryPool;
}

/**
 * Sets up one host for all tests of the calling file or suite; without a daemon they are skipped.
 *
 * @example
 * const host = useHost();
 * it("…", async () => { await host().client.getHostname(); });
 */
export const useHost = (): (() => Host) => {
    let host: Host | undefined;
    beforeAll(async () => {
        const uri = await requireLibvirtd();
        if (uri !== undefined) {
            const client = await connect(uri, { environment: process.env, timeoutMs: PATIENCE_MS });
            host = { uri, client, home: await createPool(client) };
        }
    });
    beforeEach(({ skip }) => skip(host === undefined, "no libvirtd"));
    afterAll(async () => {
        await host?.home.remove();
        await host?.client.close();
    });
    return () => {
        if (host === undefined) {
            throw new Error("no libvirtd");
        }
        return host;
    };
};

/** What virsh prints, trimmed. */
export const virsh = async (uri: string, ...args: readonly string[]): Promise<string> => {
    const { stdout } = await promisify(execFile)("virsh", ["--quiet", "--connect", uri, ...args], {
        env: { ...process.env, LC_ALL: "C" },
    });
    return stdout.trim();
};

/** The system's libvirtd leaves virtlogd, without which no domain starts, to the init system. */
const start = (libvirtd: string, root: boolean): void => {
    const virtlogd = root ? findProgram("virtlogd") : undefined;
    for (const program of virtlogd === undefined ? [libvirtd] : [virtlogd, libvirtd]) {
        spawn(program, ["--timeout", IDLE_SECONDS], { detached: true, stdio: "ignore" }).unref();
    }
};

const firstThatAnswers = async (uris: readonly string[]): Promise<string | undefined> => {
    for (const uri of uris) {
        try {
            await (await connect(uri, { environment: process.env, timeoutMs: START_DEADLINE_MS })).close();
            return uri;
        } catch (error) {
            if (!(error instanceof ConfigDriveError)) {
                throw error;
            }
        }
    }
    return undefined;
};

const findProgram = (name: string): string | undefined => {
    for (const folder of [...(process.env["PATH"] ?? "").split(":"), "/usr/sbin", "/sbin"]) {
        const path = join(folder, name);
        if (existsSync(path)) {
            return path;
        }
    }
    return undefined;
};
