import type { Socket } from "node:net";
import {
    encodeHeader,
    type Packet,
    PacketParser,
    REMOTE_PROGRAM,
    STATUS,
    TYPE,
} from "../../../provider/libvirt/packet.ts";
import { procedures } from "../../../provider/libvirt/procedures.ts";
import { codecs, type VolumeRef, type WireTypes } from "../../../provider/libvirt/wire.ts";
import { type Codec, XdrReader } from "../../../provider/libvirt/xdr.ts";
import type { ProcedureName } from "../../support/procedure-name.ts";
import type { Fault } from "./faults.ts";
import type { Host } from "./host-model.ts";
import { encodeResult, type Outgoing, type Outlet } from "./outgoing.ts";
import { Refusal } from "./refusal.ts";
import { spoil } from "./spoil.ts";
import { encodeError } from "./virt-error.ts";

/** Who says which packets get faults. */
export interface FaultSource {
    /** The faults that the next packet of all is to have. */
    readonly takeFaults: (packet: Outgoing) => readonly Fault[];
}

const NAMES = new Map<string, ProcedureName>();
for (const name of Object.keys(procedures) as ProcedureName[]) {
    const { program = REMOTE_PROGRAM, number } = procedures[name];
    NAMES.set(`${program} ${number}`, name);
}

const PIECE_BYTES = 262_144;

/** A document that grew by what the client added can be too long for any answer: libvirt refuses the call then. */
const encodeAnswer = (type: keyof WireTypes, value: unknown): Uint8Array => {
    try {
        return encodeResult(type, value);
    } catch (error) {
        throw error instanceof RangeError ? new Refusal("RPC", "Unable to encode message payload") : error;
    }
};

/** One connection to a hostile daemon: honest answers, spoilt on their way out. */
export class HostileLink implements Outlet {
    readonly #socket: Socket;
    readonly #host: Host;
    readonly #source: FaultSource;
    readonly #parser = new PacketParser();
    readonly #uploads = new Map<number, { readonly target: Uint8Array; offset: number }>();
    #turn: Promise<void> = Promise.resolve();
    #muted = false;
    #late: Outgoing | undefined;

    public constructor(socket: Socket, host: Host, source: FaultSource) {
        this.#socket = socket;
        this.#host = host;
        this.#source = source;
    }

    public get closed(): boolean {
        return this.#socket.destroyed;
    }

    public received(chunk: Uint8Array): void {
        for (const packet of this.#parser.push(chunk)) {
            if (packet.type === TYPE.call) this.#answer(packet);
            else if (packet.type === TYPE.stream) this.#advanceStream(packet);
        }
    }

    public write(...pieces: readonly Uint8Array[]): void {
        this.inTurn(async (send) => {
            for (const piece of pieces) send(piece);
        });
    }

    public inTurn(work: (send: (bytes: Uint8Array) => void) => Promise<void>): void {
        const send = (bytes: Uint8Array): void => {
            if (!this.closed) this.#socket.write(bytes);
        };
        this.#turn = this.#turn.then(async () => {
            if (!this.#muted && !this.closed) await work(send);
        });
    }

    public mute(): void {
        this.inTurn(async () => {
            this.#muted = true;
        });
    }

    public deafen(): void {
        this.#socket.pause();
    }

    public hangUp(): void {
        this.inTurn(async () => {
            this.#socket.destroy();
        });
    }

    public room(): Promise<void> {
        if (!this.#socket.writableNeedDrain) return new Promise((resolve) => setImmediate(resolve));
        return new Promise((resolve) => {
            const done = (): void => {
                this.#socket.removeListener("drain", done).removeListener("close", done);
                resolve();
            };
            this.#socket.on("drain", done).on("close", done);
        });
    }

    public delay(packet: Outgoing): void {
        this.#late = packet;
    }

    #send(packet: Outgoing): void {
        let spoilt: Outgoing | undefined = packet;
        const held = this.#late;
        this.#late = undefined;
        for (const fault of this.#source.takeFaults(packet)) spoilt = spoilt && spoil(this, spoilt, fault);
        for (const each of [spoilt, held]) {
            if (each !== undefined) this.write(encodeHeader(each.header, each.payload.length), each.payload);
        }
    }

    #answer(call: Packet): void {
        const name = NAMES.get(`${call.program} ${call.procedure}`);
        const header = { ...call, type: TYPE.reply, status: STATUS.ok };
        try {
            if (name === undefined) throw new Refusal("RPC", `unknown procedure: ${call.procedure}`);
            const reader = new XdrReader(call.payload);
            const args = procedures[name].args.map((type) => (codecs[type] as Codec<unknown>).read(reader));
            const type = procedures[name].result;
            const value = this.#host.answer(name, args);
            this.#send({ header, payload: encodeAnswer(type, value), result: { type, value } });
            // The first argument of both is the volume.
            if (name === "storageVolUpload" || name === "storageVolDownload") this.#open(call, name, args);
            if (name === "domainOpenConsole") this.#openConsole(call);
        } catch (error) {
            if (!(error instanceof Refusal)) throw error;
            this.#send({
                header: { ...header, status: STATUS.error },
                payload: encodeError(error.code, error.message),
            });
        }
    }

    #openConsole(call: Packet): void {
        const header = { ...call, type: TYPE.stream, status: STATUS.continue };
        this.#host.openConsole((payload) => this.#send({ header, payload }));
    }

    #open(call: Packet, name: ProcedureName, [volume, offset, length]: readonly unknown[]): void {
        const content = this.#host.contentOf(volume as VolumeRef);
        if (name === "storageVolUpload") {
            this.#uploads.set(call.serial, { target: content, offset: 0 });
            return;
        }
        const wanted = content.subarray(Number(offset), Number(offset) + Number(length));
        const header = { ...call, type: TYPE.stream, status: STATUS.continue };
        for (let at = 0; at < wanted.length; at += PIECE_BYTES) {
            this.#send({ header, payload: wanted.subarray(at, at + PIECE_BYTES) });
        }
        this.#send({ header, payload: new Uint8Array() });
    }

    #advanceStream(packet: Packet): void {
        const upload = this.#uploads.get(packet.serial);
        if (packet.status === STATUS.continue) {
            if (upload === undefined) return;
            upload.target.set(packet.payload.subarray(0, upload.target.length - upload.offset), upload.offset);
            upload.offset += packet.payload.length;
            return;
        }
        this.#uploads.delete(packet.serial);
        // Its end and its abort are both answered so.
        this.#send({ header: { ...packet, status: STATUS.ok }, payload: new Uint8Array() });
    }
}
