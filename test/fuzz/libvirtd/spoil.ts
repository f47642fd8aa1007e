import {
    encodeHeader,
    HEADER_BYTES,
    type Header,
    KEEPALIVE_PROGRAM,
    MAX_PACKET,
    PROTOCOL_VERSION,
    STATUS,
    TYPE,
} from "../../../provider/libvirt/packet.ts";
import { procedures } from "../../../provider/libvirt/procedures.ts";
import { DOCUMENTS, spoilt, TEXTS } from "./bombs.ts";
import { type Fault, type FaultKind, NUMBERS } from "./faults.ts";
import { encodeResult, type Outgoing, type Outlet } from "./outgoing.ts";
import { encodeError } from "./virt-error.ts";

/** Does a wrong with a packet; gives what is still to be sent of it. */
type Spoiler = (link: Outlet, packet: Outgoing, a: number, b: number) => Outgoing | undefined;

const HEADER_FIELDS = ["program", "version", "procedure", "type", "serial", "status"] as const;
const LISTS = [0, 1, 1000, 16_383, 16_384, 16_385];

const bytesOf = ({ header, payload }: Outgoing): Buffer =>
    Buffer.concat([encodeHeader(header, payload.length), payload]);

const numberAt = (index: number): number => NUMBERS[index % NUMBERS.length] ?? 0;

const textAt = (index: number): string => TEXTS[index % TEXTS.length]?.() ?? "";

/** The same packet with other bytes, of which nobody knows any more what they say. */
const withPayload = (packet: Outgoing, payload: Uint8Array): Outgoing => ({ header: packet.header, payload });

const withWord = (packet: Outgoing, index: number, value: number): Outgoing => {
    if (packet.payload.length < 4) return packet;
    const payload = Buffer.from(packet.payload);
    payload.writeUInt32BE(value, 4 * (index % Math.floor(payload.length / 4)));
    return withPayload(packet, payload);
};

/** A value with a text in the place of its strings: of all (0), the first (1) or the last (2). */
const withText = (value: unknown, text: string, which: number): unknown => {
    if (typeof value === "string") return text;
    if (Array.isArray(value)) return value.slice(0, 1).map((item) => withText(item, text, which));
    if (typeof value !== "object" || value === null || value instanceof Uint8Array) return value;
    const names = Object.entries(value)
        .filter(([, field]) => typeof field === "string")
        .map(([name]) => name);
    const chosen = which === 0 ? names : names.slice(which === 1 ? 0 : -1).slice(0, 1);
    return { ...value, ...Object.fromEntries(chosen.map((name) => [name, text])) };
};

const withResult = (packet: Outgoing, change: (value: unknown) => unknown): Outgoing => {
    if (packet.result === undefined) return packet;
    const { type } = packet.result;
    try {
        const value = change(packet.result.value);
        const payload = spoilt(encodeResult(type, value));
        return payload.length + HEADER_BYTES > MAX_PACKET ? packet : { ...packet, payload, result: { type, value } };
    } catch (error) {
        // Together too long for a message, or not what this type can hold.
        if (error instanceof RangeError) return packet;
        throw error;
    }
};

const asError = ({ header }: Outgoing, payload: Uint8Array): Outgoing => ({
    header: { ...header, status: STATUS.error },
    payload,
});

/** Sends the same for ever, as fast as it is read. */
const flood = (link: Outlet, bytes: Uint8Array, times: number): void => {
    link.inTurn(async (send) => {
        for (let left = times; left > 0 && !link.closed; left -= 1) {
            send(bytes);
            await link.room();
        }
    });
};

const repeated = (bytes: Uint8Array, times: number): Uint8Array =>
    Buffer.concat(Array.from({ length: times }, () => bytes));

const keepaliveHeader = (procedure: number): Header => ({
    program: KEEPALIVE_PROGRAM,
    version: PROTOCOL_VERSION,
    procedure,
    type: TYPE.event,
    serial: 0,
    status: STATUS.ok,
});

const NOT_LIBVIRT: Header = { ...keepaliveHeader(1), program: 1 };

const SPOILERS: Readonly<Record<FaultKind, Spoiler>> = {
    // `a`: which number the length is; `b`: whether anything comes behind.
    length: (link, packet, a, b) => {
        const bytes = bytesOf(packet);
        bytes.writeUInt32BE(numberAt(a), 0);
        link.write(bytes);
        if (b === 1) link.mute();
        return undefined;
    },
    // `a`: which field of the header; `b`: which number.
    field: (_link, packet, a, b) => {
        const name = HEADER_FIELDS[a % HEADER_FIELDS.length] ?? "program";
        return { ...packet, header: { ...packet.header, [name]: numberAt(b) } };
    },
    // `a`: which word of the payload; `b`: which number.
    word: (_link, packet, a, b) => withWord(packet, a, numberAt(b)),
    // `a`: which byte of the payload; `b`: its value.
    byte: (_link, packet, a, b) => {
        const payload = Buffer.from(packet.payload);
        if (payload.length > 0) payload[a % payload.length] = b;
        return withPayload(packet, payload);
    },
    // `a`: how many bytes come; `b`: whether the peer hangs up then.
    cut: (link, packet, a, b) => {
        const bytes = bytesOf(packet);
        link.write(bytes.subarray(0, a % bytes.length));
        if (b === 1) link.hangUp();
        else link.mute();
        return undefined;
    },
    silence: (link) => {
        link.mute();
        return undefined;
    },
    deaf: (link, packet) => {
        link.deafen();
        return packet;
    },
    dribble: (link, packet) => {
        const bytes = bytesOf(packet);
        link.inTurn(async (send) => {
            for (let at = 0; at < bytes.length && !link.closed; at += 1) {
                send(bytes.subarray(at, at + 1));
                await link.room();
            }
        });
        return undefined;
    },
    // `a`: how often more.
    twice: (link, packet, a) => {
        for (let left = a; left >= 0; left -= 1) link.write(bytesOf(packet));
        return packet;
    },
    // In one piece with what is no packet; `a`: too long, too short, or of another program.
    trailer: (link, packet, a) => {
        const garbage = [Buffer.alloc(28, 0xff), Buffer.alloc(28), bytesOf({ ...packet, header: NOT_LIBVIRT })];
        link.write(Buffer.concat([bytesOf(packet), garbage[a % garbage.length] ?? Buffer.alloc(0)]));
        return undefined;
    },
    late: (link, packet) => {
        link.delay(packet);
        return undefined;
    },
    // `a`: which number the serial is; `b`: the type.
    unasked: (link, packet, a, b) => {
        link.write(bytesOf({ ...packet, header: { ...packet.header, serial: numberAt(a), type: b } }));
        return packet;
    },
    // `a`: ping, pong or neither; `b`: how many, in powers of a hundred.
    keepalive: (link, packet, a, b) => {
        const one = encodeHeader(keepaliveHeader(a + 1), 0);
        const count = 100 ** b;
        flood(link, repeated(one, Math.min(count, 2000)), count > 2000 ? Number.POSITIVE_INFINITY : 1);
        return packet;
    },
    // `a`: whose stream and how much of it, for ever from 6 on; `b`: status, and from 3 on without data.
    stream: (link, packet, a, b) => {
        const serial = packet.header.serial - (a & 1);
        const header = { ...packet.header, type: TYPE.stream, serial, status: b % 3 };
        const one = bytesOf({ header, payload: new Uint8Array(b < 3 ? 65_536 : 0).fill(0x41) });
        flood(link, one, [1, 10, 100, Number.POSITIVE_INFINITY][a >> 1] ?? 1);
        return packet;
    },
    // `a`: the error's number; `b`: which text it has.
    error: (_link, packet, a, b) => asError(packet, spoilt(encodeError(a, textAt(b), 28))),
    // `a`: which text; `b`: the place of which strings it takes.
    text: (_link, packet, a, b) => withResult(packet, (value) => withText(value, textAt(a), b)),
    // `a`: which document.
    document: (_link, packet, a) => {
        const document = DOCUMENTS[a % DOCUMENTS.length]?.() ?? "";
        const isVolume = packet.header.procedure === procedures.storageVolGetXmlDesc.number;
        const xml = isVolume ? document.replace("type='dir'", "type='file'") : document;
        return withResult(packet, (value) => (typeof value === "string" ? xml : value));
    },
    // `a`: how many items.
    list: (_link, packet, a) =>
        withResult(packet, (value) => {
            const [item] = Array.isArray(value) ? value : [];
            return item === undefined ? value : Array.from({ length: LISTS[a % LISTS.length] ?? 0 }, () => item);
        }),
    // `a`: the error's number.
    refusal: (_link, packet, a) => asError(packet, encodeError(a, "refused")),
};

/** Does a fault's wrong with a packet; gives what is still to be sent of it, if anything. */
export const spoil = (link: Outlet, packet: Outgoing, { kind, a, b }: Fault): Outgoing | undefined =>
    SPOILERS[kind](link, packet, a, b);
