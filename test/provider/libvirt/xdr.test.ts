import { Buffer } from "node:buffer";
import {
    array as anyArray,
    string as anyString,
    assert,
    bigInt,
    integer,
    option,
    property,
    uint8Array,
} from "fast-check";
import { describe, expect, it } from "vitest";
import { ProtocolError } from "../../../provider/libvirt/error.ts";
import { array, type Codec, MAX_STRING, optional, XdrReader, XdrWriter } from "../../../provider/libvirt/xdr.ts";

const u32: Codec<number> = { write: (writer, value) => writer.u32(value), read: (reader) => reader.u32() };
const string: Codec<string> = { write: (writer, value) => writer.string(value), read: (reader) => reader.string() };

const encode = <T>(codec: Codec<T>, value: T): Uint8Array => {
    const writer = new XdrWriter();
    codec.write(writer, value);
    return writer.take();
};

const decode = <T>(codec: Codec<T>, bytes: Uint8Array): T => {
    const reader = new XdrReader(bytes);
    const value = codec.read(reader);
    reader.end();
    return value;
};

/** Text that a C string can hold. */
const cString = anyString({ unit: "grapheme" }).filter((value) => !value.includes("\0"));

describe("XdrWriter", () => {
    it("writes integers with the highest byte first", () => {
        const writer = new XdrWriter();
        writer.i32(-2);
        writer.u32(0x2000_8086);
        writer.u64(0x0102_0304_0506_0708n);
        expect(Buffer.from(writer.take()).toString("hex")).toBe("fffffffe" + "20008086" + "0102030405060708");
    });

    it("fills strings up to four bytes with zeros", () => {
        expect(Buffer.from(encode(string, "héllo")).toString("hex")).toBe("00000006" + "68c3a96c6c6f" + "0000");
    });

    it.each([
        ["an integer that is too large", (writer: XdrWriter) => writer.u32(2 ** 32)],
        ["a negative unsigned integer", (writer: XdrWriter) => writer.u32(-1)],
        ["a fraction", (writer: XdrWriter) => writer.i32(0.5)],
        ["not a number", (writer: XdrWriter) => writer.i32(Number.NaN)],
        ["a hyper that is too large", (writer: XdrWriter) => writer.u64(1n << 64n)],
        ["opaque data of another length", (writer: XdrWriter) => writer.fixed(new Uint8Array(15), 16)],
        ["a string longer than libvirt takes", (writer: XdrWriter) => writer.string("x".repeat(MAX_STRING + 1))],
        ["a string that C would cut", (writer: XdrWriter) => writer.string("a\0b")],
    ])("refuses %s", (_, write) => {
        expect(() => write(new XdrWriter())).toThrow(RangeError);
    });
});

describe("XdrReader", () => {
    it("reads what the writer wrote", () => {
        assert(property(cString, (value) => decode(string, encode(string, value)) === value));
        assert(property(integer({ min: 0, max: 2 ** 32 - 1 }), (value) => decode(u32, encode(u32, value)) === value));
        assert(
            property(bigInt({ min: 0n, max: 2n ** 64n - 1n }), (value) => {
                const writer = new XdrWriter();
                writer.u64(value);
                return new XdrReader(writer.take()).u64() === value;
            }),
        );
        assert(
            property(uint8Array(), (value) => {
                const writer = new XdrWriter();
                writer.fixed(value, value.length);
                expect(new XdrReader(writer.take()).fixed(value.length)).toEqual(value);
            }),
        );
        const lists = optional(array(string, 50));
        assert(
            property(option(anyArray(cString), { nil: undefined }), (value) => {
                expect(decode(lists, encode(lists, value))).toEqual(value);
            }),
        );
    });

    it("never reads past the end, wherever a message is cut", () => {
        const whole = encode(array(string, 10), ["one", "", "three"]);
        for (let length = 0; length < whole.length; length += 1) {
            expect(() => decode(array(string, 10), whole.subarray(0, length))).toThrow(ProtocolError);
        }
    });

    it("gives a value or a ProtocolError for any bytes", () => {
        const codec = array(optional(string), 1000);
        assert(
            property(uint8Array({ maxLength: 64 }), (bytes) => {
                try {
                    decode(codec, bytes);
                } catch (error) {
                    expect(error).toBeInstanceOf(ProtocolError);
                }
            }),
            { numRuns: 2000 },
        );
    });

    it.each([
        ["a string longer than libvirt's limit", string.read, "00400001"],
        ["a string longer than the message", string.read, "00000008" + "61626364"],
        ["padding that is not zero", string.read, "00000001" + "61000001"],
        ["bytes after the end", u32.read, "00000001" + "00"],
        ["more items than allowed", array(u32, 2).read, "00000003" + "000000000000000000000000"],
        ["a count that only announces items", array(u32, 16_384).read, "00004000"],
        ["an optional that is neither there nor not", optional(u32).read, "00000002" + "00000000"],
    ])("refuses %s", (_, read: (reader: XdrReader) => unknown, hex) => {
        const reader = new XdrReader(Buffer.from(hex, "hex"));
        expect(() => {
            read(reader);
            reader.end();
        }).toThrow(ProtocolError);
    });

    it("replaces bytes that are not UTF-8: file names may be anything", () => {
        expect(decode(string, Buffer.from("00000004" + "61ff6263", "hex"))).toBe("a\ufffdbc");
    });

    it("hands out opaque data that does not hold on to the packet", () => {
        const bytes = Buffer.from([1, 2, 3, 4]);
        const value = new XdrReader(bytes).fixed(4);
        bytes.fill(0);
        expect([...value]).toEqual([1, 2, 3, 4]);
    });
});
