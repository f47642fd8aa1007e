import { connect, type Environment, type LibvirtClient } from "./libvirt/client.ts";

const unlessAborted = <T>(promise: Promise<T>, signal?: AbortSignal): Promise<T> =>
    new Promise((resolve, reject) => {
        const abort = (): void => reject(signal?.reason);
        if (signal?.aborted) abort();
        signal?.addEventListener("abort", abort, { once: true });
        promise.then(resolve, reject).finally(() => signal?.removeEventListener("abort", abort));
    });

/** One connection per URI, made when it is first needed and shared by all that run at the same time. */
export class Connections {
    readonly #environment: Environment;
    readonly #openings = new Map<string, Promise<LibvirtClient>>();

    /** @param environment Where the sockets of sessions are looked up (`XDG_RUNTIME_DIR`, `HOME`). */
    public constructor(environment: Environment) {
        this.#environment = environment;
    }

    /** The connection to a host; a new one where the last was lost. The signal ends the waiting, not the connecting. */
    public async get(uri: string, signal?: AbortSignal): Promise<LibvirtClient> {
        const opening = this.#openings.get(uri) ?? this.#open(uri);
        const client = await unlessAborted(opening, signal);
        if (!client.closed) return client;
        this.#forget(uri, opening);
        return await this.get(uri, signal);
    }

    /** Closes all connections. */
    public async close(): Promise<void> {
        const openings = [...this.#openings.values()];
        this.#openings.clear();
        await Promise.allSettled(openings.map(async (opening) => (await opening).close()));
    }

    #open(uri: string): Promise<LibvirtClient> {
        const opening = connect(uri, { environment: this.#environment });
        this.#openings.set(uri, opening);
        opening.catch(() => this.#forget(uri, opening));
        return opening;
    }

    #forget(uri: string, opening: Promise<LibvirtClient>): void {
        if (this.#openings.get(uri) === opening) this.#openings.delete(uri);
    }
}
