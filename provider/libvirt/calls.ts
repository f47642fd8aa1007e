import { ProtocolError } from "./error.ts";
import { Exchange, type Listener, type Request } from "./exchange.ts";
import {
    abortedCall,
    brokenProtocol,
    closedByPeer,
    closedHere,
    type End,
    lostCall,
    noSignOfLife,
    silentPeer,
    timedOutCall,
} from "./failures.ts";
import { Keepalive, type KeepaliveTimes, pongFor } from "./keepalive.ts";
import {
    encodeHeader,
    type Header,
    KEEPALIVE_PROGRAM,
    type Packet,
    PacketParser,
    PROTOCOL_VERSION,
    QEMU_PROGRAM,
    REMOTE_PROGRAM,
    STATUS,
    TYPE,
} from "./packet.ts";
import { decodeError } from "./procedures.ts";
import type { Transport } from "./transport/transport.ts";
import { MAX_IN_FLIGHT, Turns } from "./turns.ts";

const PROGRAMS: readonly number[] = [REMOTE_PROGRAM, QEMU_PROGRAM];

const programOf = ({ program = REMOTE_PROGRAM }: Request): number => program;

const isStreaming = ({ request, state, open }: Exchange): boolean => request.stream && state === "sent" && open;

/** A call has one reply. Stream data can overtake it, since libvirtd sends the two from different threads. */
const assertAnswers = (packet: Packet, { request, open }: Exchange): void => {
    const { program, procedure, type, status } = packet;
    if (program !== programOf(request) || procedure !== request.number) {
        throw new ProtocolError(`a reply of procedure ${procedure} to ${request.procedure}`);
    }
    const inStream = type === TYPE.stream && request.stream;
    if (!inStream && (type !== TYPE.reply || open)) {
        throw new ProtocolError(`a packet of type ${type} in reply to ${request.procedure}`);
    }
    if (status !== STATUS.ok && status !== STATUS.error && !(inStream && status === STATUS.continue)) {
        throw new ProtocolError(`a packet of status ${status} in reply to ${request.procedure}`);
    }
};

/**
 * The calls of one connection. Each sent call gets a serial; while the daemon works on `MAX_IN_FLIGHT`, the others wait.
 * Every answer goes to its caller. Any failure of the link ends the connection and every call on it.
 */
export class Calls {
    readonly #transport: Transport;
    readonly #timeoutMs: number;
    readonly #parser = new PacketParser();
    readonly #turns = new Turns();
    readonly #inFlight = new Map<number, Exchange>();
    #lastSerial = 0;
    #keepalive: Keepalive | undefined;
    #end: End | undefined;

    /** @param timeoutMs How long the daemon may take to answer a call. */
    public constructor(transport: Transport, timeoutMs: number) {
        this.#transport = transport;
        this.#timeoutMs = timeoutMs;
        transport.listen({
            received: (chunk) => this.#received(chunk),
            drained: () => this.#drained(),
            closed: (cause) => this.#lose(closedByPeer(cause)),
        });
    }

    public get closed(): boolean {
        return this.#end !== undefined;
    }

    /** True while stream data should wait. */
    public get full(): boolean {
        return this.#transport.full;
    }

    /** Starts to ask the peer whether it is alive. Only for a peer that has announced that it answers. */
    public keepAlive(times: KeepaliveTimes): void {
        this.#keepalive ??= new Keepalive(times, {
            send: (message) => this.#transport.write([message]),
            isBusy: () => [...this.#inFlight.values()].some(({ request }) => request.stream),
            dead: () => this.#lose(noSignOfLife(times)),
        });
    }

    /** Makes a call, at once or when its turn comes. */
    public start(request: Request, listener: Listener): Exchange {
        const exchange = new Exchange(request, listener);
        if (this.#end !== undefined) {
            this.#fail(exchange, lostCall(this.#doing(exchange), this.#end, false));
        } else if (request.signal?.aborted) {
            this.#fail(exchange, abortedCall(this.#doing(exchange), request.signal.reason));
        } else {
            exchange.watchSignal((reason) => this.giveUp(exchange, abortedCall(this.#doing(exchange), reason)));
            this.#turns.add(exchange);
            this.#sendQueued();
        }
        return exchange;
    }

    /** Sends stream data, or with `STATUS.ok` the end of the stream. */
    public sendStream(exchange: Exchange, status: number, pieces: readonly Uint8Array[]): void {
        if (isStreaming(exchange)) this.#write(exchange, TYPE.stream, status, pieces);
    }

    /** Abandons a call: its listener fails, the daemon's answer is dropped, and a stream is aborted. */
    public giveUp(exchange: Exchange, error: Error): void {
        if (exchange.state === "queued") {
            this.#turns.delete(exchange);
            this.#fail(exchange, error);
        } else if (exchange.state === "sent") {
            this.sendStream(exchange, STATUS.error, []);
            exchange.release();
            exchange.state = "abandoned";
            exchange.startTimer(this.#timeoutOf(exchange), () => this.#becameStale(exchange));
            exchange.listener.fail(error);
        }
    }

    /** Ends the connection and rejects pending calls. */
    public close(): Promise<void> {
        this.#lose(closedHere());
        return this.#transport.close();
    }

    #sendQueued(): void {
        for (;;) {
            const exchange = this.#turns.take([...this.#inFlight.values()]);
            if (exchange === undefined) return;
            this.#lastSerial += 1;
            exchange.serial = this.#lastSerial;
            exchange.state = "sent";
            this.#inFlight.set(exchange.serial, exchange);
            exchange.startTimer(this.#timeoutOf(exchange), () => this.#timedOut(exchange));
            this.#write(exchange, TYPE.call, STATUS.ok, [exchange.request.payload]);
        }
    }

    #write(exchange: Exchange, type: number, status: number, pieces: readonly Uint8Array[]): void {
        const header: Header = {
            program: programOf(exchange.request),
            version: PROTOCOL_VERSION,
            procedure: exchange.request.number,
            type,
            serial: exchange.serial,
            status,
        };
        const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
        this.#transport.write([encodeHeader(header, length), ...pieces]);
    }

    #received(chunk: Uint8Array): void {
        this.#keepalive?.heard();
        try {
            for (const packet of this.#parser.push(chunk)) {
                if (this.#end !== undefined) return;
                this.#dispatch(packet);
            }
        } catch (cause) {
            // Any error, not only a `ProtocolError`: no input from a peer may crash the process.
            this.#lose(brokenProtocol(cause));
        }
    }

    #dispatch(packet: Packet): void {
        if (packet.program === KEEPALIVE_PROGRAM) {
            this.#answerKeepalive(packet);
            return;
        }
        if (!PROGRAMS.includes(packet.program) || packet.version !== PROTOCOL_VERSION) {
            throw new ProtocolError(`a packet of program ${packet.program}, version ${packet.version}`);
        }
        const exchange = this.#inFlight.get(packet.serial);
        if (exchange !== undefined) {
            this.#advance(exchange, packet);
        } else if (packet.serial === 0 || packet.serial > this.#lastSerial) {
            throw new ProtocolError(`a reply to call ${packet.serial}, which was never made`);
        }
        // Otherwise it is a late packet of a finished call, e.g. data of a stream that failed: drop it.
    }

    #advance(exchange: Exchange, packet: Packet): void {
        assertAnswers(packet, exchange);
        exchange.open ||= packet.type === TYPE.reply && packet.status === STATUS.ok;
        if (packet.status === STATUS.error) {
            this.#finish(exchange, decodeError(exchange.request.procedure, packet.payload));
        } else if (exchange.state === "abandoned" || exchange.state === "stale") {
            this.#advanceAbandoned(exchange, packet);
        } else {
            exchange.progress();
            if (exchange.listener.receive(packet)) this.#finish(exchange, undefined);
        }
    }

    /** The caller has gone. Waits until the daemon has finished the call and has confirmed that a stream is closed. */
    #advanceAbandoned(exchange: Exchange, packet: Packet): void {
        if (packet.type === TYPE.reply && exchange.request.stream) {
            // Abandoned before the stream was open; the daemon would not have understood an earlier abort.
            this.#write(exchange, TYPE.stream, STATUS.error, []);
        } else if (packet.status === STATUS.ok) {
            this.#finish(exchange, undefined);
        }
    }

    #finish(exchange: Exchange, error: Error | undefined): void {
        const waiting = exchange.state === "sent";
        this.#inFlight.delete(exchange.serial);
        exchange.release();
        exchange.state = "over";
        if (waiting && error !== undefined) exchange.listener.fail(error);
        exchange.listener.ended?.();
        this.#sendQueued();
    }

    #timedOut(exchange: Exchange): void {
        this.giveUp(exchange, timedOutCall(this.#doing(exchange), this.#timeoutOf(exchange)));
    }

    #becameStale(exchange: Exchange): void {
        exchange.state = "stale";
        const all = [...this.#inFlight.values()];
        if (all.length === MAX_IN_FLIGHT && all.every(({ state }) => state === "stale")) this.#lose(silentPeer());
    }

    #answerKeepalive(packet: Packet): void {
        const pong = pongFor(packet);
        // A peer that asks but never reads the answers would fill memory with them.
        if (pong !== undefined && !this.#transport.full) this.#transport.write([pong]);
    }

    #drained(): void {
        for (const exchange of this.#inFlight.values()) {
            if (isStreaming(exchange)) {
                // Streams share the link: progress of any of them proves that the peer is alive.
                exchange.progress();
                exchange.listener.drained?.();
            }
        }
    }

    #lose(end: End): void {
        if (this.#end !== undefined) return;
        this.#end = end;
        this.#keepalive?.stop();
        const waiting = [...this.#inFlight.values(), ...this.#turns.takeAll()];
        this.#inFlight.clear();
        for (const exchange of waiting) {
            this.#fail(exchange, lostCall(this.#doing(exchange), end, exchange.serial !== 0));
        }
        void this.#transport.close();
    }

    #fail(exchange: Exchange, error: Error): void {
        const { state } = exchange;
        exchange.release();
        exchange.state = "over";
        if (state !== "abandoned" && state !== "stale") exchange.listener.fail(error);
        exchange.listener.ended?.();
    }

    #timeoutOf(exchange: Exchange): number {
        return exchange.request.timeoutMs ?? this.#timeoutMs;
    }

    #doing(exchange: Exchange): string {
        return exchange.request.doing ?? `call ${exchange.request.procedure} of ${this.#transport.peer}`;
    }
}
