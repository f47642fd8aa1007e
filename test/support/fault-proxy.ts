import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { connect as connectSocket, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeHeader, type Packet, PacketParser, TYPE } from "../../provider/libvirt/packet.ts";
import { procedures } from "../../provider/libvirt/procedures.ts";
import { parseUri } from "../../provider/libvirt/uri.ts";
import type { ProcedureName } from "./procedure-name.ts";

/** A packet on its way; the proxy holds it until the tap decides what happens to it. */
export interface TappedPacket {
    readonly toDaemon: boolean;
    readonly procedure: ProcedureName | undefined;
    /** Whether it belongs to a stream: data, or its end. */
    readonly inStream: boolean;
}

/** `pass` it on, `drop` it and cut the link, or pass it on and cut the link right after it. */
export type Verdict = "pass" | "drop" | "pass and cut";

/** Decides what happens to each packet; its direction is paused meanwhile. */
export type Tap = (packet: TappedPacket) => Promise<Verdict>;

const NAMES = new Map<number, ProcedureName>();
for (const name of Object.keys(procedures) as ProcedureName[]) NAMES.set(procedures[name].number, name);

/** A socket between a client and a real daemon, where a test can pause the traffic at any packet. */
export class FaultProxy {
    /** What a client connects to: the same daemon, through the proxy. */
    public readonly uri: string;
    /** Errors that taps have thrown. */
    public readonly failures: unknown[] = [];
    readonly #folder: string;
    readonly #server: Server;
    readonly #links = new Set<Socket>();
    #tap: Tap = async () => "pass";

    private constructor(folder: string, server: Server, uri: string) {
        this.#folder = folder;
        this.#server = server;
        this.uri = uri;
    }

    /** Listens in front of the daemon behind the unix socket of a URI. */
    public static async open(uri: string): Promise<FaultProxy> {
        const { address } = parseUri(uri, process.env);
        if (address.kind !== "unix") throw new Error(`${uri} isn't on a unix socket`);
        const folder = await mkdtemp(join(tmpdir(), "config-drive-proxy-"));
        const socket = join(folder, "sock");
        const server = createServer();
        const proxy = new FaultProxy(folder, server, `${uri.replace(/\?.*/, "")}?socket=${socket}`);
        server.on("connection", (client) => proxy.#link(client, address.paths));
        await new Promise<void>((resolve) => server.listen(socket, resolve));
        return proxy;
    }

    /** Uses this tap from now on. */
    public tap(tap: Tap): void {
        this.#tap = tap;
    }

    /** Lets everything through. */
    public untap(): void {
        this.tap(async () => "pass");
    }

    /** Cuts all links. */
    public cut(): void {
        for (const socket of this.#links) socket.destroy();
    }

    public async close(): Promise<void> {
        this.cut();
        await new Promise((resolve) => this.#server.close(resolve));
        await rm(this.#folder, { recursive: true, force: true });
    }

    #link(client: Socket, paths: readonly string[]): void {
        // A daemon has one of several sockets.
        const daemon = connectSocket(paths.find(existsSync) ?? paths[0] ?? "");
        for (const [from, to, toDaemon] of [
            [client, daemon, true],
            [daemon, client, false],
        ] as const) {
            this.#links.add(from);
            from.on("error", () => undefined);
            from.on("close", () => this.#links.delete(from));
            this.#pump(from, to, toDaemon);
        }
    }

    #pump(from: Socket, to: Socket, toDaemon: boolean): void {
        const parser = new PacketParser();
        let turn = Promise.resolve();
        from.on("data", (chunk) => {
            for (const packet of parser.push(chunk)) {
                const { procedure, type } = packet;
                const inStream = type === TYPE.stream;
                const seen = { toDaemon, procedure: NAMES.get(procedure), inStream };
                turn = turn.then(() => this.#forward(packet, seen, from, to));
            }
        });
        from.on("close", () => {
            turn = turn.then(() => {
                to.end();
            });
        });
    }

    /** A tap that fails cuts the link, so that the run ends; the test finds the reason in `failures`. */
    async #decide(seen: TappedPacket): Promise<Verdict> {
        try {
            return await this.#tap(seen);
        } catch (error) {
            this.failures.push(error);
            return "drop";
        }
    }

    async #forward(packet: Packet, seen: TappedPacket, from: Socket, to: Socket): Promise<void> {
        // What a dead client had already sent reaches the daemon, as on a socket without a proxy; but not after a cut.
        if (!to.writable) return;
        const verdict = await this.#decide(seen);
        if (verdict !== "drop") {
            to.write(encodeHeader(packet, packet.payload.length));
            to.write(packet.payload);
        }
        if (verdict === "pass") return;
        to.end();
        from.destroy();
    }
}
