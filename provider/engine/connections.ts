import { connect, type Environment, type LibvirtClient } from "../libvirt/client.ts";
import { unlessAborted } from "../libvirt/unless-aborted.ts";

/** What a connection is for. Questions to guests have one of their own, since each can take seconds. */
type Purpose = "drives" | "guests";

/** One connection per URI, password and purpose, opened when first needed and shared by concurrent operations. */
export class Connections {
    readonly #environment: Environment;
    readonly #openings = new Map<string, Promise<LibvirtClient>>();

    /** @param environment Locates the sockets of session daemons (`XDG_RUNTIME_DIR`, `HOME`). */
    public constructor(environment: Environment) {
        this.#environment = environment;
    }

    /** The connection to a host, a new one if the last was lost. The signal ends the wait, not the connecting. */
    public async get(
        uri: string,
        signal?: AbortSignal,
        password?: string,
        purpose: Purpose = "drives",
    ): Promise<LibvirtClient> {
        const key = JSON.stringify([uri, password, purpose]);
        const opening = this.#openings.get(key) ?? this.#open(key, uri, password);
        const client = await unlessAborted(opening, signal);
        if (!client.closed) return client;
        this.#forget(key, opening);
        return await this.get(uri, signal, password, purpose);
    }

    /** A connection that nobody else uses; the caller closes it. */
    public anew(uri: string, signal: AbortSignal, password?: string): Promise<LibvirtClient> {
        return connect(uri, { environment: this.#environment, password, signal });
    }

    /** Closes all connections that are shared. */
    public async close(): Promise<void> {
        const openings = [...this.#openings.values()];
        this.#openings.clear();
        await Promise.allSettled(openings.map(async (opening) => (await opening).close()));
    }

    #open(key: string, uri: string, password: string | undefined): Promise<LibvirtClient> {
        const opening = connect(uri, { environment: this.#environment, password });
        this.#openings.set(key, opening);
        opening.catch(() => this.#forget(key, opening));
        return opening;
    }

    #forget(key: string, opening: Promise<LibvirtClient>): void {
        if (this.#openings.get(key) === opening) this.#openings.delete(key);
    }
}
