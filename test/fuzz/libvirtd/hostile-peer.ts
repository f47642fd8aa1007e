import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Fault } from "./faults.ts";
import type { Host } from "./host-model.ts";
import { HostileLink } from "./hostile-link.ts";
import type { Outgoing } from "./outgoing.ts";

/** Which faults a packet is to have, by its number over all connections and by what it is. */
export type FaultPlan = (at: number, packet: Outgoing) => readonly Fault[];

/** A daemon on a unix socket that is honest but for some faults. */
export class HostilePeer {
    /** What a client connects to. */
    public readonly uri: string;
    /** Packets sent, over all connections. */
    public count = 0;
    readonly #folder: string;
    readonly #server: Server = createServer();
    readonly #sockets = new Set<Socket>();
    readonly #plan: FaultPlan;

    private constructor(folder: string, plan: FaultPlan) {
        this.#folder = folder;
        this.#plan = plan;
        this.uri = `qemu+unix://user@/system?socket=${join(folder, "sock")}`;
    }

    /** Starts one in front of a host. */
    public static async open(host: Host, plan: FaultPlan): Promise<HostilePeer> {
        const folder = await mkdtemp(join(tmpdir(), "hostile-"));
        const peer = new HostilePeer(folder, plan);
        peer.#server.on("connection", (socket) => peer.#serve(socket, host));
        await new Promise<void>((resolve) => peer.#server.listen(join(folder, "sock"), resolve));
        return peer;
    }

    public takeFaults(packet: Outgoing): readonly Fault[] {
        this.count += 1;
        return this.#plan(this.count - 1, packet);
    }

    /** Ends all connections, as a daemon does that restarts. */
    public hangUp(): void {
        for (const socket of this.#sockets) socket.destroy();
    }

    public async close(): Promise<void> {
        this.hangUp();
        if (this.#server.listening) await new Promise((resolve) => this.#server.close(resolve));
        await rm(this.#folder, { recursive: true, force: true });
    }

    #serve(socket: Socket, host: Host): void {
        this.#sockets.add(socket);
        socket.on("error", () => undefined);
        socket.on("close", () => this.#sockets.delete(socket));
        const link = new HostileLink(socket, host, this);
        socket.on("data", (chunk) => link.received(chunk));
    }
}
