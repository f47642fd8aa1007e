import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { connect, type LibvirtClient } from "../../provider/libvirt/client.ts";

/** A packet as the scripts below see it, parsed independently of the client's code. */
export interface SeenPacket {
    readonly procedure: number;
    readonly type: number;
    readonly serial: number;
    readonly status: number;
    readonly payload: Buffer;
}

/** What a script does with one connection. */
export interface Link {
    /** The next packet; rejects when the client hangs up. */
    readonly next: () => Promise<SeenPacket>;
    readonly send: (...pieces: readonly Uint8Array[]) => void;
    /** Settles when the data has been sent. */
    readonly flushed: () => Promise<void>;
    /** Stops reading, as a hung daemon does. */
    readonly deafen: () => void;
    readonly hangUp: () => void;
}

/** A server on a real socket that plays a script to every client. */
export interface ScriptedDaemon {
    readonly uri: string;
    /** The folder of its socket. */
    readonly folder: string;
    /** Every packet received, over all connections. */
    readonly seen: readonly SeenPacket[];
    readonly close: () => Promise<void>;
}

const REMOTE = 0x2000_8086;

const word = (value: number): Buffer => {
    const bytes = Buffer.alloc(4);
    bytes.writeInt32BE(value | 0);
    return bytes;
};

/** An XDR integer. */
export const int = (value: number): Buffer => word(value);
/** An XDR unsigned hyper. */
export const hyper = (value: number): Buffer => Buffer.concat([word(Math.floor(value / 2 ** 32)), word(value)]);
/** An XDR string. */
export const text = (value: string): Buffer => {
    const bytes = Buffer.from(value);
    return Buffer.concat([word(bytes.length), bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
};
/** An XDR optional with a value. */
export const some = (...value: readonly Buffer[]): Buffer => Buffer.concat([word(1), ...value]);
/** An XDR optional without a value. */
export const nothing: Buffer = word(0);

/** A `virError` with a number and a text. */
export const virError = (code: number, message: string, int1 = -1): Buffer =>
    Buffer.concat([
        word(code),
        word(18), // domain: storage
        some(text(message)),
        word(2), // level: error
        nothing, // dom
        some(text("%s")), // str1
        some(text(message)), // str2
        nothing, // str3
        word(int1),
        word(-1), // int2
        nothing, // net
    ]);

/** The fields of a packet that a script may set. */
export interface PacketFields {
    readonly program?: number;
    readonly version?: number;
    readonly procedure: number;
    readonly type: number;
    readonly serial: number;
    readonly status?: number;
    /** The length field, to set a wrong one. */
    readonly length?: number;
}

/** A packet with any fields, valid or not. */
export const packet = (fields: PacketFields, ...payload: readonly Uint8Array[]): Buffer => {
    const body = Buffer.concat(payload);
    return Buffer.concat([
        word(fields.length ?? 28 + body.length),
        word(fields.program ?? REMOTE),
        word(fields.version ?? 1),
        word(fields.procedure),
        word(fields.type),
        word(fields.serial),
        word(fields.status ?? 0),
        body,
    ]);
};

/** The right answer to a call. */
export const reply = (call: SeenPacket, ...payload: readonly Uint8Array[]): Buffer =>
    packet({ procedure: call.procedure, type: 1, serial: call.serial }, ...payload);

/** A refusal of a call. */
export const refusal = (call: SeenPacket, error: Buffer): Buffer =>
    packet({ procedure: call.procedure, type: 1, serial: call.serial, status: 1 }, error);

/** A packet of the stream that a call opened. */
export const streamPacket = (call: SeenPacket, status: number, ...payload: readonly Uint8Array[]): Buffer =>
    packet({ procedure: call.procedure, type: 3, serial: call.serial, status }, ...payload);

/** Answers the two calls that every client starts with. */
export const welcome = async (link: Link): Promise<void> => {
    link.send(reply(await link.next(), int(1), int(0)));
    link.send(reply(await link.next()));
};

/**
 * Starts a server that plays the script. Only for faults that a real daemon can't be made to produce; everything else is
 * tested with a real one.
 *
 * @param name of the socket in the daemon's folder
 */
export const startScriptedDaemon = async (
    script: (link: Link) => Promise<void>,
    name = "sock",
): Promise<ScriptedDaemon> => {
    const folder = await mkdtemp(join(tmpdir(), "scripted-libvirtd-"));
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    const seen: SeenPacket[] = [];
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
        sockets.add(socket);
        socket.on("error", () => undefined);
        // A script ends early if its client hangs up, which most of them wait for.
        script(linkOver(socket, seen)).catch(() => socket.destroy());
    });
    await new Promise<void>((resolve) => server.listen(path, resolve));
    const close = async (): Promise<void> => {
        for (const socket of sockets) {
            socket.destroy();
        }
        await new Promise((resolve) => server.close(resolve));
        await rm(folder, { recursive: true, force: true });
    };
    return { uri: `qemu+unix:///system?socket=${path}`, folder, seen, close };
};

/** Far longer than a machine under load needs: a test that waits this long has failed. */
export const PATIENCE_MS = 10_000;

/** A client of a daemon that behaves until the connection is open, then plays the script. Both end with the test. */
export const connectScripted = async (
    script: (link: Link) => Promise<void>,
): Promise<{ readonly client: LibvirtClient; readonly daemon: ScriptedDaemon }> => {
    const daemon = await startScriptedDaemon(async (link) => {
        await welcome(link);
        await script(link);
    });
    onTestFinished(() => daemon.close());
    const client = await connect(daemon.uri, { environment: {}, timeoutMs: PATIENCE_MS });
    onTestFinished(() => client.close());
    return { client, daemon };
};

/** How a call failed; its message without the path of the socket, which differs from run to run. */
export const failureOf = async (
    promise: Promise<unknown>,
): Promise<{ readonly code: unknown; readonly message: string; readonly sent?: unknown }> => {
    const error: unknown = await promise.then(
        () => undefined,
        (reason: unknown) => reason,
    );
    if (!(error instanceof Error) || !("code" in error)) {
        throw new Error(`no failure with a code: ${String(error)}`);
    }
    const message = error.message.replace(/\/\S*scripted-libvirtd-\w+/, "/tmp");
    return { code: error.code, message, ...("sent" in error && { sent: error.sent }) };
};

/** Waits like a silent daemon. */
export const forEver = (): Promise<never> => new Promise(() => undefined);

const linkOver = (socket: Socket, seen: SeenPacket[]): Link => {
    const packets: SeenPacket[] = [];
    let bytes = Buffer.alloc(0);
    let wake = (): void => undefined;
    let gone = false;
    socket.on("data", (chunk: Buffer) => {
        bytes = Buffer.concat([bytes, chunk]);
        while (bytes.length >= 4 && bytes.length >= bytes.readUInt32BE(0)) {
            const one = bytes.subarray(0, bytes.readUInt32BE(0));
            bytes = bytes.subarray(one.length);
            const packet: SeenPacket = {
                procedure: one.readUInt32BE(12),
                type: one.readUInt32BE(16),
                serial: one.readUInt32BE(20),
                status: one.readUInt32BE(24),
                payload: one.subarray(28),
            };
            packets.push(packet);
            seen.push(packet);
        }
        wake();
    });
    socket.on("close", () => {
        gone = true;
        wake();
    });
    const next = async (): Promise<SeenPacket> => {
        for (;;) {
            const first = packets.shift();
            if (first !== undefined) {
                return first;
            }
            if (gone) {
                throw new Error("the client hung up");
            }
            await new Promise<void>((resolve) => {
                wake = resolve;
            });
        }
    };
    return {
        next,
        send: (...pieces) => {
            socket.write(Buffer.concat(pieces));
        },
        flushed: async () => {
            while (socket.writableNeedDrain && !socket.destroyed) {
                await new Promise(setImmediate);
            }
        },
        deafen: () => {
            socket.pause();
        },
        hangUp: () => {
            socket.destroy();
        },
    };
};
