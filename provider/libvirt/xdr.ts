import { ProtocolError } from "./error.ts";
import { GrowingBytes } from "./growing-bytes.ts";

/** The longest string that libvirt sends or accepts (`REMOTE_STRING_MAX`), in bytes. */
export const MAX_STRING = 4_194_304;

/** XDR counts in units of four bytes (RFC 4506 3). */
const UNIT = 4;
const padding = (length: number): number => (UNIT - (length % UNIT)) % UNIT;

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

const assertInteger = (value: number, least: number, most: number): void => {
    if (!Number.isInteger(value) || value < least || value > most) {
        throw new RangeError(`XDR integer out of range: ${value}`);
    }
};

/** Writes XDR. A value that doesn't fit its type is a bug in this package: `RangeError`. */
export class XdrWriter {
    readonly #bytes = new GrowingBytes();

    /** RFC 4506 4.1. */
    public i32(value: number): void {
        assertInteger(value, -0x8000_0000, 0x7fff_ffff);
        viewOf(this.#bytes.claim(UNIT)).setInt32(0, value);
    }

    /** RFC 4506 4.2. */
    public u32(value: number): void {
        assertInteger(value, 0, 0xffff_ffff);
        viewOf(this.#bytes.claim(UNIT)).setUint32(0, value);
    }

    /** RFC 4506 4.5. */
    public u64(value: bigint): void {
        if (value < 0n || value > 0xffff_ffff_ffff_ffffn) {
            throw new RangeError(`XDR unsigned hyper out of range: ${value}`);
        }
        viewOf(this.#bytes.claim(2 * UNIT)).setBigUint64(0, value);
    }

    /** RFC 4506 4.9: opaque data of a length that both sides know. */
    public fixed(value: Uint8Array, length: number): void {
        if (value.length !== length) throw new RangeError(`XDR opaque of ${length} bytes given ${value.length}`);
        this.#bytes.append(value);
        this.#bytes.claim(padding(length)).fill(0);
    }

    /** RFC 4506 4.11. libvirt's strings are C strings, which a zero byte would silently truncate, so it is rejected. */
    public string(value: string): void {
        const bytes = new TextEncoder().encode(value);
        if (bytes.length > MAX_STRING) {
            throw new RangeError(`XDR string of ${bytes.length} bytes: libvirt accepts at most ${MAX_STRING}`);
        }
        if (bytes.includes(0)) throw new RangeError("XDR string contains a zero byte");
        this.u32(bytes.length);
        this.fixed(bytes, bytes.length);
    }

    public take(): Uint8Array {
        return this.#bytes.take();
    }
}

/** Reads XDR from an untrusted peer: every length is checked against the available bytes before it is used. */
export class XdrReader {
    readonly #bytes: Uint8Array;
    readonly #view: DataView;
    #position = 0;

    public constructor(bytes: Uint8Array) {
        this.#bytes = bytes;
        this.#view = viewOf(bytes);
    }

    public get remaining(): number {
        return this.#bytes.length - this.#position;
    }

    /** RFC 4506 4.1. */
    public i32(): number {
        return this.#view.getInt32(this.#advance(UNIT));
    }

    /** RFC 4506 4.2. */
    public u32(): number {
        return this.#view.getUint32(this.#advance(UNIT));
    }

    /** RFC 4506 4.5. */
    public u64(): bigint {
        return this.#view.getBigUint64(this.#advance(2 * UNIT));
    }

    /** RFC 4506 4.9. A copy, so it doesn't keep the packet alive. Not `slice`, which shares in a `Buffer`. */
    public fixed(length: number): Uint8Array {
        return new Uint8Array(this.#padded(length));
    }

    /**
     * RFC 4506 4.11. Bytes that aren't UTF-8 (a file name in a pool can contain any bytes) become U+FFFD, and so do
     * zeros, which no C string contains. So every string that was read can be sent back, as names and keys are.
     */
    public string(): string {
        const bytes = this.#padded(this.count(MAX_STRING));
        const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes).replaceAll("\0", "\u{fffd}");
        // U+FFFD replaces one byte with three.
        if (Buffer.byteLength(text) > MAX_STRING) {
            throw new ProtocolError(`a string that would be longer than ${MAX_STRING} bytes in UTF-8`);
        }
        return text;
    }

    /** The count before an array or a string, at most `maximum`. */
    public count(maximum: number): number {
        const count = this.u32();
        if (count > maximum) throw new ProtocolError(`a count of ${count}, which is above the maximum of ${maximum}`);
        return count;
    }

    /** Extra bytes mean that the two sides disagree about the message. */
    public end(): void {
        if (this.remaining !== 0) throw new ProtocolError(`a message with ${this.remaining} extra bytes`);
    }

    #padded(length: number): Uint8Array {
        const start = this.#advance(length);
        const end = this.#advance(padding(length));
        if (this.#bytes.subarray(end, this.#position).some((byte) => byte !== 0)) {
            throw new ProtocolError("padding that isn't zero");
        }
        return this.#bytes.subarray(start, end);
    }

    #advance(length: number): number {
        if (length > this.remaining) {
            throw new ProtocolError(`a truncated message: ${length} bytes announced, ${this.remaining} present`);
        }
        const start = this.#position;
        this.#position += length;
        return start;
    }
}

/** Writes and reads one type. */
export interface Codec<T> {
    readonly write: (writer: XdrWriter, value: T) => void;
    readonly read: (reader: XdrReader) => T;
}

/** RFC 4506 4.19: an optional value. */
export const optional = <T>(codec: Codec<T>): Codec<T | undefined> => ({
    write: (writer, value) => {
        writer.u32(value === undefined ? 0 : 1);
        if (value !== undefined) codec.write(writer, value);
    },
    read: (reader) => (reader.count(1) === 0 ? undefined : codec.read(reader)),
});

/** RFC 4506 4.13: a counted array of at most `maximum` items. Memory grows with the items read, not with the count. */
export const array = <T>(codec: Codec<T>, maximum: number): Codec<readonly T[]> => ({
    write: (writer, values) => {
        if (values.length > maximum) {
            throw new RangeError(`XDR array of ${values.length} items: the maximum is ${maximum}`);
        }
        writer.u32(values.length);
        for (const value of values) codec.write(writer, value);
    },
    read: (reader) => {
        const values: T[] = [];
        for (let left = reader.count(maximum); left > 0; left -= 1) values.push(codec.read(reader));
        return values;
    },
});
