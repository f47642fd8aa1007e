import { encodeHeader, type Header, KEEPALIVE_PROGRAM, PROTOCOL_VERSION, STATUS, TYPE } from "./packet.ts";

/** `KEEPALIVE_PROC_PING` and `KEEPALIVE_PROC_PONG`. */
const PING = 1;
const PONG = 2;

/** How often the peer is asked whether it is alive. */
export interface KeepaliveTimes {
    /** Milliseconds of silence before the first question, and between questions. */
    readonly intervalMs: number;
    /** How many questions may go unanswered. */
    readonly count: number;
}

/** As libvirt's own (`keepalive_interval` and `keepalive_count` in libvirt.conf): half a minute in total. */
export const KEEPALIVE: KeepaliveTimes = { intervalMs: 5000, count: 5 };

/** The answer to a peer's question; undefined if the packet isn't one. */
export const pongFor = (packet: Header): Uint8Array | undefined =>
    packet.procedure === PING && packet.type === TYPE.event
        ? encodeHeader({ ...packet, procedure: PONG, status: STATUS.ok }, 0)
        : undefined;

const ping = (): Uint8Array =>
    encodeHeader(
        {
            program: KEEPALIVE_PROGRAM,
            version: PROTOCOL_VERSION,
            procedure: PING,
            type: TYPE.event,
            serial: 0,
            status: STATUS.ok,
        },
        0,
    );

/** How keepalive acts on its connection. */
export interface KeepaliveListener {
    readonly send: (message: Uint8Array) => void;
    /** Whether silence is normal now: during an upload, a question queues behind the stream. */
    readonly isBusy: () => boolean;
    readonly dead: () => void;
}

/** Detects a peer that vanished silently, e.g. in a power cut, with libvirt's keepalive program. */
export class Keepalive {
    readonly #times: KeepaliveTimes;
    readonly #listener: KeepaliveListener;
    readonly #timer: NodeJS.Timeout;
    #asked = 0;

    public constructor(times: KeepaliveTimes, listener: KeepaliveListener) {
        this.#times = times;
        this.#listener = listener;
        this.#timer = setInterval(() => this.#ask(), times.intervalMs);
        this.#timer.unref();
    }

    /** The peer sent something. */
    public heard(): void {
        this.#asked = 0;
        this.#timer.refresh();
    }

    public stop(): void {
        clearInterval(this.#timer);
    }

    #ask(): void {
        if (this.#listener.isBusy()) {
            this.#asked = 0;
        } else if (this.#asked >= this.#times.count) {
            this.stop();
            this.#listener.dead();
        } else {
            this.#asked += 1;
            this.#listener.send(ping());
        }
    }
}
