import { ProtocolError } from "./error.ts";
import { GrowingBytes } from "./growing-bytes.ts";

/** The header of a packet, after the length. */
export interface Header {
    readonly program: number;
    readonly version: number;
    readonly procedure: number;
    readonly type: number;
    readonly serial: number;
    readonly status: number;
}

/** One message. */
export interface Packet extends Header {
    readonly payload: Uint8Array;
}

/** libvirt's remote program, its program for QEMU alone, and that with which either side asks whether the other is alive. */
export const REMOTE_PROGRAM = 0x2000_8086;
export const QEMU_PROGRAM = 0x2000_8087;
export const KEEPALIVE_PROGRAM = 0x6b65_6570;
export const PROTOCOL_VERSION = 1;

/** `virNetMessageType`. */
export const TYPE = { call: 0, reply: 1, event: 2, stream: 3 } as const;
/** `virNetMessageStatus`. */
export const STATUS = { ok: 0, error: 1, continue: 2 } as const;

const LENGTH_BYTES = 4;
/** The length and the six header fields. */
export const HEADER_BYTES = 28;
/** `VIR_NET_MESSAGE_MAX` (32 MiB) plus the length field, which counts too. */
export const MAX_PACKET = 33_554_436;

/** The 28 bytes before a payload of the given length. */
export const encodeHeader = (header: Header, payloadLength: number): Uint8Array => {
    const length = HEADER_BYTES + payloadLength;
    if (length > MAX_PACKET) throw new RangeError(`packet of ${length} bytes: libvirt accepts at most ${MAX_PACKET}`);
    const bytes = new Uint8Array(HEADER_BYTES);
    const view = new DataView(bytes.buffer);
    view.setUint32(0, length); // Length, itself included
    view.setUint32(4, header.program); // Program
    view.setUint32(8, header.version); // Version
    view.setUint32(12, header.procedure); // Procedure
    view.setUint32(16, header.type); // Type
    view.setUint32(20, header.serial); // Serial
    view.setUint32(24, header.status); // Status
    return bytes;
};

const announced = (bytes: Uint8Array): number | undefined => {
    if (bytes.length < LENGTH_BYTES) return undefined;
    const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
    if (length < HEADER_BYTES || length > MAX_PACKET) {
        throw new ProtocolError(`a packet of ${length} bytes, which isn't between ${HEADER_BYTES} and ${MAX_PACKET}`);
    }
    return length;
};

/** The length of the packet at the start of `bytes`, if it is complete. */
const wholeLength = (bytes: Uint8Array): number | undefined => {
    const length = announced(bytes);
    return length !== undefined && length <= bytes.length ? length : undefined;
};

/** How many bytes are still needed: the rest of the length, then the rest of the packet. */
const missing = (held: Uint8Array): number => (announced(held) ?? LENGTH_BYTES) - held.length;

const decode = (bytes: Uint8Array): Packet => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, HEADER_BYTES);
    return {
        program: view.getUint32(4),
        version: view.getUint32(8),
        procedure: view.getUint32(12),
        type: view.getUint32(16),
        serial: view.getUint32(20),
        status: view.getUint32(24),
        payload: bytes.subarray(HEADER_BYTES),
    };
};

/** Turns incoming bytes into whole packets. Unusable once it has thrown a `ProtocolError`. */
export class PacketParser {
    /** The start of an incomplete packet. Grows with the bytes that arrive, not with the announced length. */
    readonly #held = new GrowingBytes();

    /** The packets that end within `chunk`. Their payloads may share its memory. */
    public push(chunk: Uint8Array): readonly Packet[] {
        const packets: Packet[] = [];
        let rest = chunk;
        while (rest.length > 0) {
            const length = this.#held.length === 0 ? wholeLength(rest) : undefined;
            if (length !== undefined) {
                packets.push(decode(rest.subarray(0, length)));
                rest = rest.subarray(length);
                continue;
            }
            const taken = Math.min(missing(this.#held.view()), rest.length);
            this.#held.append(rest.subarray(0, taken));
            rest = rest.subarray(taken);
            if (missing(this.#held.view()) === 0) packets.push(decode(this.#held.take()));
        }
        return packets;
    }
}
