import { describe, expect, it } from "vitest";
import { zeros } from "../../../../provider/formats/bytes/scalar.ts";
import { volumeDate } from "../../../../provider/formats/iso9660/dates.ts";
import { directoryRecord } from "../../../../provider/formats/iso9660/directory.ts";
import { jolietVolume, primaryVolume, terminator } from "../../../../provider/formats/iso9660/volume.ts";
import { annotated, dump } from "../bytes/annotated.ts";

const volume = { label: "config-2", publisher: "Nova", sectors: 0x12345, date: volumeDate(4_506_789) };
const root = directoryRecord("directory", Uint8Array.of(0), { sector: 0x1c, size: 2048 }, zeros(0));

const ROOT_RECORD = `
    22                               // Length of Directory Record
    00                               // Extended Attribute Record Length
    1c 00 00 00 00 00 00 1c          // Location of Extent
    00 08 00 00 00 00 08 00          // Data Length
    50 01 01 00 00 00 00             // Recording Date and Time: 1980-01-01 00:00:00 UTC
    02                               // File Flags: directory
    00 00                            // File Unit Size, Interleave Gap Size
    01 00 00 01                      // Volume Sequence Number
    01 00                            // Length of File Identifier, File Identifier
`;
const DATE = `31 39 38 30 30 31 30 31 31 32 33 31 30 37 38 39 00 // 1980-01-01 12:31:07.89 UTC`;
const DATES = `
    ${DATE}
    ${DATE}
    30*16 00                         // Volume Expiration Date and Time: not specified
    ${DATE}
    01 00                            // File Structure Version, Reserved
    20*512                           // Application Use
    00*653                           // Reserved
`;

describe("primaryVolume", () => {
    it("writes ECMA-119 8.4", () => {
        const tables = { size: 0x5e, typeL: 0x14, typeM: 0x15 };
        const expected = annotated(`
            01 43 44 30 30 31 01             // Volume Descriptor Type, "CD001", Version
            00                               // Unused
            4c 49 4e 55 58 20*27             // System Identifier: "LINUX"
            63 6f 6e 66 69 67 2d 32 20*24    // Volume Identifier: "config-2"
            00*8                             // Unused
            45 23 01 00 00 01 23 45          // Volume Space Size
            00*32                            // Unused
            01 00 00 01                      // Volume Set Size
            01 00 00 01                      // Volume Sequence Number
            00 08 08 00                      // Logical Block Size
            5e 00 00 00 00 00 00 5e          // Path Table Size
            14 00 00 00 00 00 00 00          // Type L Path Table, Optional
            00 00 00 15 00 00 00 00          // Type M Path Table, Optional
            ${ROOT_RECORD}
            20*128                           // Volume Set Identifier
            4e 6f 76 61 20*124               // Publisher Identifier: "Nova"
            20*128                           // Data Preparer Identifier
            50 55 4c 55 4d 49 2d 43 4f 4e 46 49 47 2d 44 52 49 56 45 20*109 // Application Identifier
            20*37 20*37 20*37                // Copyright, Abstract, Bibliographic File Identifier
            ${DATES}
        `);
        expect(dump(primaryVolume(volume, tables, root))).toBe(dump(expected));
    });
});

describe("jolietVolume", () => {
    it("writes ECMA-119 8.5 in UCS-2", () => {
        const tables = { size: 0x66, typeL: 0x16, typeM: 0x17 };
        const spaces = (count: number): string => "00 20 ".repeat(count);
        const expected = annotated(`
            02 43 44 30 30 31 01             // Volume Descriptor Type, "CD001", Version
            00                               // Volume Flags
            00 4c 00 49 00 4e 00 55 00 58 ${spaces(11)} // System Identifier: "LINUX"
            00 63 00 6f 00 6e 00 66 00 69 00 67 00 2d 00 32 ${spaces(8)} // Volume Identifier: "config-2"
            00*8                             // Unused
            45 23 01 00 00 01 23 45          // Volume Space Size
            25 2f 45 00*29                   // Escape Sequences: UCS-2 level 3
            01 00 00 01                      // Volume Set Size
            01 00 00 01                      // Volume Sequence Number
            00 08 08 00                      // Logical Block Size
            66 00 00 00 00 00 00 66          // Path Table Size
            16 00 00 00 00 00 00 00          // Type L Path Table, Optional
            00 00 00 17 00 00 00 00          // Type M Path Table, Optional
            ${ROOT_RECORD}
            ${spaces(64)}                    // Volume Set Identifier
            00 4e 00 6f 00 76 00 61 ${spaces(60)} // Publisher Identifier: "Nova"
            ${spaces(64)}                    // Data Preparer Identifier
            00 50 00 55 00 4c 00 55 00 4d 00 49 00 2d 00 43 00 4f 00 4e 00 46 00 49 00 47 00 2d 00 44 00 52 // Application
            00 49 00 56 00 45 ${spaces(45)} // Identifier: "PULUMI-CONFIG-DRIVE"
            ${spaces(18)} 00                 // Copyright File Identifier
            ${spaces(18)} 00                 // Abstract File Identifier
            ${spaces(18)} 00                 // Bibliographic File Identifier
            ${DATES}
        `);
        expect(dump(jolietVolume(volume, tables, root))).toBe(dump(expected));
    });
});

describe("terminator", () => {
    it("writes ECMA-119 8.3", () => {
        expect(dump(terminator())).toBe(dump(annotated("ff 43 44 30 30 31 01 00*2041")));
    });
});
