import { setTimeout as sleep } from "node:timers/promises";
import { checkDeclaration } from "../../../provider/check/declaration.ts";
import { Operations } from "../../../provider/engine/operations.ts";
import { type Clock, realClock } from "../../../provider/guest/clock.ts";
import { lookAtGuest } from "../../../provider/guest/look.ts";
import { awaitGuest } from "../../../provider/guest/wait.ts";
import { connect, type LibvirtClient } from "../../../provider/libvirt/client.ts";
import { explain } from "../../../provider/libvirt/explain.ts";
import { createDrive } from "../../../provider/lifecycle/create.ts";
import { deleteDrive } from "../../../provider/lifecycle/delete.ts";
import { IncompleteDrive } from "../../../provider/lifecycle/incomplete.ts";
import { readDrive } from "../../../provider/lifecycle/read.ts";
import { updateDrive } from "../../../provider/lifecycle/update.ts";
import type { RawInputs, Timeouts } from "../../../provider/model/inputs.ts";
import type { CheckedInputs, State } from "../../../provider/model/state.ts";
import type { HostHandle } from "../../../provider/volume/host.ts";
import type { Fault } from "./faults.ts";
import { DOMAIN, HostModel, type HostTraits, POOL } from "./host-model.ts";
import { HostilePeer } from "./hostile-peer.ts";
import { checkFailure, checkState, MAX_MESSAGE, SECRET } from "./promises.ts";

/** Lives of drives, by how the host is. */
export const LIVES = {
    running: { password: undefined, running: true, littered: false },
    off: { password: undefined, running: false, littered: false },
    littered: { password: undefined, running: false, littered: true },
    sasl: { password: SECRET, running: false, littered: false },
    watched: { password: undefined, running: true, littered: false, watched: true },
} as const satisfies Readonly<Record<string, HostTraits>>;

/** The name of one. */
export type LifeName = keyof typeof LIVES;

/** How long each operation may take. */
const DEADLINE_S = 0.5;
/** How long the daemon may be silent about a call. */
const SILENCE_MS = 200;
/** Behind its deadline an operation aborts streams (2 s), and takes away what it has begun, a few calls. */
const CLEAN_UP_MS = 3000;
/** Others run at the same time, each of which may have megabytes to read. */
const PATIENCE_MS = 15_000;

/** Declarations of a drive, checked once: what a daemon says has no part in it. */
const declare = async (userData: string): Promise<CheckedInputs> => {
    const news: RawInputs = {
        connection: "qemu:///system",
        connectionPassword: SECRET,
        volumePrefix: "web",
        randomSeed: "",
        pool: POOL.name,
        domain: DOMAIN.name,
        verify: "content",
        userData,
        adminPassword: SECRET,
        startDomain: true,
    };
    const { inputs, problems } = await checkDeclaration({}, news, (size) => new Uint8Array(size));
    const [problem] = problems;
    if (problem !== undefined) throw new Error(`${problem.path}: ${problem.reason}`);
    return inputs as unknown as CheckedInputs;
};

/** A drive, and what it is changed to. */
export const declarations: Promise<readonly [CheckedInputs, CheckedInputs]> = Promise.all([
    declare(`#!/bin/sh\n# ${SECRET}\n`),
    declare(`#!/bin/sh\n# again ${SECRET}\n`),
]);

const operations = new Operations();

/** How much faster the time of a wait goes. */
const FASTER = 120;
const FAST: Clock = {
    now: () => realClock.now() * FASTER,
    sleep: (ms, signal) => realClock.sleep(ms / FASTER, signal),
    deadline: (ms) => realClock.deadline(Math.round(ms / FASTER)),
};

/** One life with one peer: operations one after the other until one fails, and then the end of it. */
class Life {
    readonly #uri: string;
    readonly #isWatched: boolean;
    readonly #said: string[] = [];
    readonly #warnings: string[] = [];
    #client: LibvirtClient | undefined;

    public constructor(uri: string, { watched = false }: HostTraits) {
        this.#uri = uri;
        this.#isWatched = watched;
    }

    public async live(): Promise<string> {
        const [first, second] = await declarations;
        const news = { ...first, connection: this.#uri };
        try {
            const created = await this.#run("create", (host) => createDrive(host, news));
            if (created && this.#isWatched) await this.#watch(created);
            const seen = created && (await this.#run("read", (host) => readDrive(host, created)));
            const later = { ...second, connection: this.#uri };
            const updated = seen && (await this.#run("update", (host) => updateDrive(host, seen, later)));
            const again = updated && (await this.#run("read", (host) => readDrive(host, updated)));
            const last = again ?? updated ?? seen ?? created;
            if (last) await this.#run("delete", (host) => deleteDrive(host, last).then(() => last));
        } finally {
            await this.#end();
        }
        return this.#said.join(", ");
    }

    async #run(name: keyof Timeouts, work: (host: HostHandle) => Promise<State>): Promise<State | undefined> {
        const start = performance.now();
        const doing = `${name} config drive web`;
        try {
            const limit = { seconds: DEADLINE_S, kind: name, uri: "qemu:///system" };
            const state = await operations.run(doing, limit, async (signal) =>
                work({ client: await this.#connect(signal), signal, warn: (text) => this.#warnings.push(text) }),
            );
            this.#said.push(`${name} ${checkState(state)}`);
            return state;
        } catch (error) {
            const cause = error instanceof IncompleteDrive ? error.cause : error;
            this.#said.push(`${name} ${checkFailure(explain(doing, cause))}`);
            return error instanceof IncompleteDrive ? error.state : undefined;
        } finally {
            const took = performance.now() - start;
            const most = DEADLINE_S * 1000 + CLEAN_UP_MS + PATIENCE_MS;
            // biome-ignore lint/correctness/noUnsafeFinally: a promise that was broken matters more than how it ended.
            if (took > most) throw new Error(`${name} took ${took.toFixed(0)} ms`);
        }
    }

    /** Looks at the guest, and waits for it by each means: a wait of a minute takes half a second. */
    async #watch({ alias }: State): Promise<void> {
        for (const by of ["agent", "console", "drive"] as const) {
            const doing = `watch config drive web by ${by}`;
            const limit = { seconds: DEADLINE_S, kind: "create", uri: "qemu:///system" } as const;
            const wanted = {
                by,
                drive: { alias },
                timeoutSeconds: 60,
                failOn: "error",
                isFresh: true,
                secrets: [SECRET],
            } as const;
            try {
                const { status } = await operations.run(doing, limit, async (signal) => {
                    const guest = {
                        client: await this.#connect(signal),
                        ref: DOMAIN,
                        signal,
                        warn: this.#warn,
                        connectAnew: () => this.#open(signal),
                    };
                    await lookAtGuest(guest, wanted);
                    return await awaitGuest(guest, wanted, FAST);
                });
                this.#said.push(`${by} ${status}`);
            } catch (error) {
                this.#said.push(`${by} ${checkFailure(explain(doing, error))}`);
            }
        }
    }

    readonly #warn = (text: string): void => {
        if (text.length > MAX_MESSAGE || /[\p{Cc}\u2028\u2029]/u.test(text))
            throw new Error(`a warning that steers: ${text}`);
        this.#warnings.push(text);
    };

    #open(signal: AbortSignal): Promise<LibvirtClient> {
        return connect(this.#uri, { environment: {}, password: SECRET, timeoutMs: SILENCE_MS, signal });
    }

    async #connect(signal: AbortSignal): Promise<LibvirtClient> {
        if (this.#client?.closed !== false) {
            this.#client = await this.#open(signal);
        }
        return this.#client;
    }

    async #end(): Promise<void> {
        const closed = this.#client?.close().then(() => true) ?? true;
        if ((await Promise.race([closed, sleep(PATIENCE_MS, false, { ref: false })])) === false) {
            throw new Error("a closed connection is still open");
        }
    }
}

/** Has a drive live with a daemon that has faults; throws what is wrong with the client, and gives how it went. */
export const live = async (name: LifeName, faults: readonly Fault[]): Promise<string> => {
    const peer = await HostilePeer.open(new HostModel(LIVES[name]), (at) => faults.filter((fault) => fault.at === at));
    try {
        return await new Life(peer.uri, LIVES[name]).live();
    } finally {
        await peer.close();
    }
};

/** How many packets an honest daemon sends in such a life. */
export const packetsOf = async (name: LifeName): Promise<number> => {
    const peer = await HostilePeer.open(new HostModel(LIVES[name]), () => []);
    try {
        await new Life(peer.uri, LIVES[name]).live();
        return peer.count;
    } finally {
        await peer.close();
    }
};
