import type { Host } from "../domain/references.ts";
import type { LibvirtClient, PoolRef } from "../libvirt/client.ts";

/** How guests are asked: a question can take seconds, and a console's stream has a connection to itself. */
export interface GuestConnections {
    /** Ends with the process, or when the engine cancels. A wait for a guest has a deadline of its own. */
    readonly interruption: AbortSignal;
    /** The connection for the questions to all guests of the host. */
    readonly client: () => Promise<LibvirtClient>;
    /** A connection that nobody else uses; the caller closes it. */
    readonly connectAnew: () => Promise<LibvirtClient>;
}

/** A host, and what drives share about its pools. */
export interface HostHandle extends Host {
    /** Pools that one drive of a run looks up for all. Without it, each drive looks them up itself. */
    readonly pools?: KnownPools;
    /** Required to watch a guest. */
    readonly guests?: GuestConnections;
    /** Shows a line about work that takes long. */
    readonly tell?: (line: string) => void;
}

/** A pool that can take an image. */
export interface UsablePool {
    readonly ref: PoolRef;
    /** Whether a new volume reads as zeros: a sparse file does, a logical volume still holds old data. */
    readonly startsAsZeros: boolean;
    /** Directory of its volumes' files; empty if they aren't files. */
    readonly folder: string;
}

/** No longer than an upload can take: a pool is hardly more out of date then than at the end of one. */
const KNOWN_MS = 5000;

/** Recently found pools. A lookup waits while libvirt scans the pool, which it does after each upload. */
export class KnownPools {
    readonly #byHost = new WeakMap<LibvirtClient, Map<string, UsablePool>>();

    public get({ client }: HostHandle, pool: string): UsablePool | undefined {
        return this.#byHost.get(client)?.get(pool);
    }

    /** Keeps a pool for a few seconds. */
    public add({ client }: HostHandle, usable: UsablePool): void {
        const pools = this.#byHost.get(client) ?? new Map<string, UsablePool>();
        this.#byHost.set(client, pools);
        pools.set(usable.ref.name, usable);
        setTimeout(() => pools.delete(usable.ref.name), KNOWN_MS).unref();
    }

    /** Forgets a pool that turned out to be out of date. */
    public forget({ client }: HostHandle, pool: string): void {
        this.#byHost.get(client)?.delete(pool);
    }
}
