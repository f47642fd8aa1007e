import { Buffer } from "node:buffer";
import { array, assert, integer, property, tuple, uint8Array } from "fast-check";
import { describe, expect, it } from "vitest";
import { ProtocolError } from "../../../provider/libvirt/error.ts";
import { encodeHeader, MAX_PACKET, type Packet, PacketParser } from "../../../provider/libvirt/packet.ts";
import { packet } from "../../support/scripted-libvirtd.ts";

const bytesOf = (hex: string): Uint8Array => Buffer.from(hex.replace(/\s|\/\/.*/g, ""), "hex");

/** `domainLookupByName "web"`, as it goes over the wire. */
const LOOKUP = bytesOf(`
    00000024 // length, itself included
    20008086 // program: remote
    00000001 // version
    00000017 // procedure: 23, domain lookup by name
    00000000 // type: call
    00000005 // serial
    00000000 // status: ok
    00000003 // length of the string
    776562 00 // "web", padded to four bytes
`);

describe("encodeHeader", () => {
    it("writes length and the six fields", () => {
        const header = { program: 0x2000_8086, version: 1, procedure: 23, type: 0, serial: 5, status: 0 };
        expect(encodeHeader(header, 8)).toEqual(new Uint8Array(LOOKUP.subarray(0, 28)));
    });

    it("refuses a payload that libvirt would not take", () => {
        const header = { program: 1, version: 1, procedure: 1, type: 0, serial: 1, status: 0 };
        expect(() => encodeHeader(header, MAX_PACKET - 27)).toThrow(RangeError);
    });
});

describe("PacketParser", () => {
    it("takes a packet apart", () => {
        expect(new PacketParser().push(LOOKUP)).toEqual([
            {
                program: 0x2000_8086,
                version: 1,
                procedure: 23,
                type: 0,
                serial: 5,
                status: 0,
                payload: LOOKUP.subarray(28),
            },
        ]);
    });

    it("gives the same packets however the bytes are split", () => {
        const payloads = array(uint8Array({ maxLength: 200 }), { minLength: 1, maxLength: 8 });
        const cuts = array(integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 30 });
        assert(
            property(tuple(payloads, cuts), ([bodies, sizes]) => {
                const sent = bodies.map((body, serial) => packet({ procedure: 1, type: 1, serial }, body));
                const stream = Buffer.concat(sent);
                const parser = new PacketParser();
                const received: Packet[] = [];
                for (let at = 0, turn = 0; at < stream.length; turn += 1) {
                    const size = sizes[turn % sizes.length] ?? 1;
                    received.push(...parser.push(stream.subarray(at, at + size)));
                    at += size;
                }
                expect(received.map(({ payload }) => Buffer.from(payload))).toEqual(bodies.map(Buffer.from));
                expect(received.map(({ serial }) => serial)).toEqual(bodies.map((_, serial) => serial));
            }),
        );
    });

    it("takes a packet of the greatest length, and none above", () => {
        const parser = new PacketParser();
        const head = packet({ procedure: 1, type: 1, serial: 1, length: MAX_PACKET });
        expect(parser.push(head)).toEqual([]);
        expect(parser.push(new Uint8Array(MAX_PACKET - 29))).toEqual([]);
        expect(parser.push(new Uint8Array(1))[0]?.payload.length).toBe(MAX_PACKET - 28);
    });

    it.each([0, 4, 27, MAX_PACKET + 1, 0xffff_ffff])("refuses a length of %i as soon as it is there", (length) => {
        const announced = packet({ procedure: 1, type: 1, serial: 1, length });
        expect(() => new PacketParser().push(announced.subarray(0, 4))).toThrow(ProtocolError);
        const parser = new PacketParser();
        parser.push(announced.subarray(0, 3));
        expect(() => parser.push(announced.subarray(3))).toThrow(ProtocolError);
    });

    it("keeps payloads apart that were put together from pieces", () => {
        const parser = new PacketParser();
        const payloads: Uint8Array[] = [];
        for (const filling of [1, 2]) {
            const bytes = packet({ procedure: 1, type: 1, serial: 1 }, new Uint8Array(100).fill(filling));
            parser.push(bytes.subarray(0, 50));
            payloads.push(...parser.push(bytes.subarray(50)).map(({ payload }) => payload));
        }
        expect(payloads.map(([first]) => first)).toEqual([1, 2]);
    });

    it("stays linear when a large packet arrives in tiny pieces", () => {
        const bytes = packet({ procedure: 1, type: 1, serial: 1 }, new Uint8Array(4 << 20));
        const parser = new PacketParser();
        const start = performance.now();
        let packets = 0;
        for (let at = 0; at < bytes.length; at += 100) {
            packets += parser.push(bytes.subarray(at, at + 100)).length;
        }
        expect(packets).toBe(1);
        // Joining all pieces at each step would move 88 GB.
        expect(performance.now() - start).toBeLessThan(2000);
    });
});
