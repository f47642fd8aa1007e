import { Buffer } from "node:buffer";
import { describe, expect, it } from "vitest";
import { LibvirtError, ProtocolError } from "../../../provider/libvirt/error.ts";
import { decodeError, decodeResult, encodeArguments, procedures } from "../../../provider/libvirt/procedures.ts";
import { hyper, int, nothing, some, text, virError } from "../../support/scripted-libvirtd.ts";

const UUID = Uint8Array.from({ length: 16 }, (_, index) => index);
const POOL = { name: "default", uuid: UUID };
const VOLUME = { pool: "default", name: "web.iso", key: "/pool/web.iso" };

describe("procedures", () => {
    it("has every number once", () => {
        const numbers = Object.values(procedures).map(({ program, number }) => `${program} ${number}`);
        expect(new Set(numbers).size).toBe(numbers.length);
    });
});

describe("encodeArguments", () => {
    it("writes an optional name and flags", () => {
        const expected = Buffer.concat([some(text("qemu:///system")), int(0)]);
        expect(Buffer.from(encodeArguments(procedures.connectOpen, ["qemu:///system", 0]))).toEqual(expected);
        expect(Buffer.from(encodeArguments(procedures.connectOpen, [undefined, 1]))).toEqual(
            Buffer.concat([nothing, int(1)]),
        );
    });

    it("writes a domain, its identifier signed", () => {
        const domain = { name: "web-1", uuid: UUID, id: -1 };
        const expected = Buffer.concat([text("web-1"), UUID, int(-1), text("<disk/>"), int(3)]);
        expect(Buffer.from(encodeArguments(procedures.domainAttachDeviceFlags, [domain, "<disk/>", 3]))).toEqual(
            expected,
        );
    });

    it("writes a volume and a length above 4 GiB", () => {
        const expected = Buffer.concat([
            text("default"), // volume.pool
            text("web.iso"), // volume.name
            text("/pool/web.iso"), // volume.key
            hyper(0), // offset
            hyper(5 * 2 ** 30), // length
            int(0), // flags
        ]);
        expect(Buffer.from(encodeArguments(procedures.storageVolUpload, [VOLUME, 0, 5 * 2 ** 30, 0]))).toEqual(
            expected,
        );
    });

    it.each([-1, 0.5, Number.NaN, 2 ** 64])("refuses a length of %d", (length) => {
        expect(() => encodeArguments(procedures.storageVolUpload, [VOLUME, 0, length, 0])).toThrow(RangeError);
    });

    it("refuses an identifier that is not 16 bytes", () => {
        expect(() => encodeArguments(procedures.domainLookupByUuid, [new Uint8Array(15)])).toThrow(RangeError);
    });
});

describe("decodeResult", () => {
    it("reads a domain", () => {
        const payload = Buffer.concat([text("web-1"), UUID, int(7)]);
        expect(decodeResult(procedures.domainLookupByName, payload)).toEqual({ name: "web-1", uuid: UUID, id: 7 });
    });

    it("reads lists, whose count comes once more at the end", () => {
        const one = Buffer.concat([text("default"), UUID]);
        expect(decodeResult(procedures.listAllStoragePools, Buffer.concat([int(2), one, one, int(2)]))).toEqual([
            POOL,
            POOL,
        ]);
        expect(decodeResult(procedures.storagePoolListAllVolumes, Buffer.concat([int(0), int(0)]))).toEqual([]);
    });

    it("reads sizes of volumes as numbers and of pools as big ones", () => {
        const volume = Buffer.concat([int(0), hyper(380_928), hyper(4096)]);
        expect(decodeResult(procedures.storageVolGetInfo, volume)).toEqual({
            type: 0,
            capacity: 380_928,
            allocation: 4096,
        });
        const pool = Buffer.concat([int(2), hyper(2 ** 60), hyper(1), Buffer.alloc(8, 0xff)]);
        expect(decodeResult(procedures.storagePoolGetInfo, pool)).toEqual({
            state: 2,
            capacity: 2n ** 60n,
            allocation: 1n,
            available: 2n ** 64n - 1n,
        });
    });

    it("refuses a volume larger than a number can say", () => {
        const volume = Buffer.concat([int(0), hyper(2 ** 53), hyper(0)]);
        expect(() => decodeResult(procedures.storageVolGetInfo, volume)).toThrow(ProtocolError);
    });

    it("refuses bytes that are left over", () => {
        expect(() => decodeResult(procedures.connectOpen, int(0))).toThrow(ProtocolError);
    });

    it("refuses a list that is longer than libvirt's own limit", () => {
        expect(() => decodeResult(procedures.listAllDomains, int(16_385))).toThrow(ProtocolError);
    });
});

describe("decodeError", () => {
    it("keeps every field", () => {
        const error = decodeError(
            "storageVolCreateXml",
            Buffer.concat([
                int(38), // code
                int(18), // domain
                some(text("cannot write: No space left on device")), // message
                int(2), // level
                some(text("web-1"), Buffer.from(UUID), int(1)), // dom
                some(text("%s: %s")), // str1
                some(text("cannot write")), // str2
                some(text("No space left on device")), // str3
                int(28), // int1
                int(-1), // int2
                some(text("default"), Buffer.from(UUID)), // net
            ]),
        );
        expect(error).toBeInstanceOf(LibvirtError);
        expect({ ...error, message: error.message }).toEqual({
            name: "LibvirtError",
            message: "cannot write: No space left on device",
            procedure: "storageVolCreateXml",
            code: 38,
            domain: 18,
            level: 2,
            str1: "%s: %s",
            str2: "cannot write",
            str3: "No space left on device",
            int1: 28,
            int2: -1,
        });
    });

    it("has words of its own for an error without a message", () => {
        const payload = Buffer.concat([
            int(1),
            int(0),
            nothing,
            int(2),
            nothing,
            nothing,
            nothing,
            nothing,
            int(0),
            int(0),
            nothing,
        ]);
        expect(decodeError("getUri", payload).message).toBe("error 1");
    });

    it("refuses an error that is cut short", () => {
        expect(() => decodeError("getUri", virError(1, "x").subarray(0, 20))).toThrow(ProtocolError);
    });
});
