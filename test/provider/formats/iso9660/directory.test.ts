import { describe, expect, it } from "vitest";
import { encode } from "../../../../provider/formats/bytes/record.ts";
import { zeros } from "../../../../provider/formats/bytes/scalar.ts";
import { ContinuationAreas } from "../../../../provider/formats/iso9660/continuation.ts";
import {
    directoryRecord,
    directorySize,
    identifiedSize,
    writeRecords,
} from "../../../../provider/formats/iso9660/directory.ts";
import { childSystemUse, directorySystemUse, rootSystemUse } from "../../../../provider/formats/iso9660/rock-ridge.ts";
import { growTree } from "../../../../provider/formats/iso9660/tree.ts";
import { annotated, dump } from "../bytes/annotated.ts";
import { file } from "./trees.ts";

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);
const nodeOf = (name: string) => {
    const [node] = growTree([file(name)]).root.children;
    if (node === undefined) throw new TypeError("no node");
    return node;
};

describe("directoryRecord", () => {
    it("writes ECMA-119 9.1 with Rock Ridge", () => {
        const identifier = ascii("hello.txt;1");
        const areas = new ContinuationAreas();
        areas.startAt(19);
        const systemUse = childSystemUse(nodeOf("Hello.txt"), identifiedSize(identifier), areas);
        const expected = annotated(`
            7e                                     // Length of Directory Record: 126
            00                                     // Extended Attribute Record Length
            34 12 00 00 00 00 12 34                // Location of Extent
            03 00 00 00 00 00 00 03                // Data Length
            50 01 01 00 00 00 00                   // Recording Date and Time
            00                                     // File Flags
            00 00                                  // File Unit Size, Interleave Gap Size
            01 00 00 01                            // Volume Sequence Number
            0b                                     // Length of File Identifier
            68 65 6c 6c 6f 2e 74 78 74 3b 31       // File Identifier: "hello.txt;1"
            52 52 05 01 89                         // RR: PX, NM, TF
            50 58 24 01                            // PX
            24 81 00 00 00 00 81 24                // POSIX File Mode: 0100444
            01 00 00 00 00 00 00 01                // POSIX File Links
            00*8 00*8                              // POSIX File User ID, Group ID
            54 46 1a 01 0e                         // TF: modify, access, attributes
            50 01 01 00 00 00 00                   // Modify
            50 01 01 00 00 00 00                   // Access
            50 01 01 00 00 00 00                   // Attributes
            4e 4d 0e 01 00                         // NM
            48 65 6c 6c 6f 2e 74 78 74             // Name Content: "Hello.txt"
            00                                     // filled up to an even length
        `);
        const field = directoryRecord("file", identifier, { sector: 0x1234, size: 3 }, systemUse);
        expect(dump(encode(field))).toBe(dump(expected));
        expect(areas.size).toBe(0);
    });

    it("continues a long name outside the record", () => {
        const identifier = ascii(`${"x".repeat(30)}.;1`);
        const areas = new ContinuationAreas();
        areas.startAt(19);
        const systemUse = childSystemUse(nodeOf("x".repeat(253)), identifiedSize(identifier), areas);
        const field = directoryRecord("file", identifier, { sector: 1, size: 1 }, systemUse);
        expect(field.size).toBe(254);
        const expected = annotated(`
            4e 4d 5d 01 01 78*88                   // NM: CONTINUE, 88 bytes of the name
            43 45 1c 01                            // CE
            13 00 00 00 00 00 00 13                // Block Location of Continuation Area
            00*8                                   // Offset to Start of Continuation Area
            aa 00 00 00 00 00 00 aa                // Length of Continuation Area
        `);
        expect(dump(encode(systemUse).subarray(67))).toBe(dump(expected));
        expect(dump(encode(areas.toField()).subarray(0, 176))).toBe(dump(annotated("4e 4d aa 01 00 78*165 00*6")));
    });

    it("writes a directory's own record and its parent's", () => {
        const systemUse = directorySystemUse(growTree([file("a/b/c")]).root);
        const expected = annotated(`
            66                                     // Length of Directory Record: 102
            00                                     // Extended Attribute Record Length
            1a 00 00 00 00 00 00 1a                // Location of Extent
            00 08 00 00 00 00 08 00                // Data Length
            50 01 01 00 00 00 00                   // Recording Date and Time
            02                                     // File Flags: directory
            00 00                                  // File Unit Size, Interleave Gap Size
            01 00 00 01                            // Volume Sequence Number
            01 01                                  // Length of File Identifier, File Identifier: the parent
            52 52 05 01 81                         // RR: PX, TF
            50 58 24 01                            // PX
            6d 41 00 00 00 00 41 6d                // POSIX File Mode: 040555
            03 00 00 00 00 00 00 03                // POSIX File Links: itself, its name, its directory's parent
            00*8 00*8                              // POSIX File User ID, Group ID
            54 46 1a 01 0e                         // TF: modify, access, attributes
            50 01 01 00 00 00 00 50 01 01 00 00 00 00 50 01 01 00 00 00 00
            00                                     // filled up to an even length
        `);
        const field = directoryRecord("directory", Uint8Array.of(1), { sector: 0x1a, size: 2048 }, systemUse);
        expect(dump(encode(field))).toBe(dump(expected));
    });

    it("introduces SUSP and Rock Ridge in the root", () => {
        const areas = new ContinuationAreas();
        areas.startAt(19);
        const expected = annotated(`
            53 50 07 01 be ef 00                   // SP
            52 52 05 01 81                         // RR: PX, TF
            50 58 24 01                            // PX
            6d 41 00 00 00 00 41 6d                // POSIX File Mode: 040555
            02 00 00 00 00 00 00 02                // POSIX File Links
            00*8 00*8                              // POSIX File User ID, Group ID
            54 46 1a 01 0e                         // TF
            50 01 01 00 00 00 00 50 01 01 00 00 00 00 50 01 01 00 00 00 00
            43 45 1c 01                            // CE
            13 00 00 00 00 00 00 13                // Block Location of Continuation Area
            00*8                                   // Offset to Start of Continuation Area
            ed 00 00 00 00 00 00 ed                // Length of Continuation Area
        `);
        expect(dump(encode(rootSystemUse(growTree([]).root, areas)))).toBe(dump(expected));
        const area = encode(areas.toField());
        expect(dump(area.subarray(0, 8))).toBe(dump(annotated("45 52 ed 01 0a 54 87 01")));
        expect(new TextDecoder().decode(area.subarray(8, 237))).toBe(
            "RRIP_1991A" + // Extension Identifier
                "THE ROCK RIDGE INTERCHANGE PROTOCOL PROVIDES SUPPORT FOR POSIX FILE SYSTEM SEMANTICS" + // Descriptor
                "PLEASE CONTACT DISC PUBLISHER FOR SPECIFICATION SOURCE.  SEE PUBLISHER IDENTIFIER IN PRIMARY " +
                "VOLUME DESCRIPTOR FOR CONTACT INFORMATION.", // Source
        );
        expect(area.subarray(237).some(Boolean)).toBe(false);
    });
});

describe("directorySize", () => {
    it("counts whole sectors and the room that records leave at their ends", () => {
        expect(directorySize([34, 34])).toBe(2048);
        expect(directorySize(Array.from({ length: 8 }, () => 254))).toBe(2048);
        expect(directorySize(Array.from({ length: 9 }, () => 254))).toBe(4096);
    });
});

describe("writeRecords", () => {
    it("moves a record that would cross a sector to the next one", () => {
        const records = Array.from({ length: 9 }, (_nothing, index) =>
            directoryRecord("file", new Uint8Array(200), { sector: index, size: 0 }, zeros(0)),
        );
        const target = new Uint8Array(4096);
        writeRecords(records, target, 0);
        expect(target.subarray(8 * 234, 2048).some(Boolean)).toBe(false);
        expect(target[2048]).toBe(234);
        expect(target[2050]).toBe(8);
    });
});

describe("ContinuationAreas", () => {
    it("never lets an area cross a sector", () => {
        const areas = new ContinuationAreas();
        areas.startAt(19);
        const places = Array.from({ length: 20 }, () => areas.add(zeros(255)));
        for (const { offset, size } of places) expect(offset + size).toBeLessThanOrEqual(2048);
        expect(places[8]).toMatchObject({ offset: 0, size: 255 });
        expect(places[8]?.sector()).toBe(20);
        expect(areas.size).toBe(3 * 2048);
    });
});
