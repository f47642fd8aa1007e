import type { Untrusted } from "../../bytes/untrusted.ts";
import { fault } from "../error.ts";
import { SECTOR } from "../sectors.ts";
import { type FoundRecord, readRecord } from "./record.ts";
import { decodeText, decodeUcs2 } from "./text.ts";

/** A volume descriptor as it was found (ECMA-119 8.4, 8.5). */
export interface FoundDescriptor {
    readonly label: string;
    readonly publisher: string;
    readonly size: number;
    readonly root: FoundRecord;
}

/** The descriptors that a reader needs. */
export interface FoundDescriptors {
    readonly primary: FoundDescriptor;
    readonly joliet: FoundDescriptor | undefined;
}

const FIRST_SECTOR = 16;
/** No writer makes more than a handful. */
const MAX_DESCRIPTORS = 64;
const PRIMARY = 1;
const SUPPLEMENTARY = 2;
const TERMINATOR = 255;
/** UCS-2 of levels 1 to 3: `%/@`, `%/C`, `%/E`. */
const JOLIET_ESCAPE = /^%\/[@CE]/;

/** A volume descriptor and its offset in the image. */
interface Placed {
    readonly type: number;
    readonly sector: Untrusted;
    readonly offset: number;
}

const trimmed = (text: string): string => text.replace(/[ \0]+$/, "");

const readDescriptor = (
    { sector, offset }: Placed,
    image: Untrusted,
    decode: (bytes: Uint8Array) => string,
): FoundDescriptor => {
    const blockSize = sector.u16both(128, "the logical block size");
    if (blockSize !== SECTOR) throw fault.read(`its logical blocks have ${blockSize} bytes instead of ${SECTOR}.`);
    const size = sector.u32both(80, "the volume's size") * SECTOR;
    if (size > image.size) {
        throw fault.read(`the volume has ${size} bytes, but the image only ${image.size}: it is truncated.`);
    }
    return {
        label: trimmed(decode(sector.slice(40, 32, "the label"))),
        publisher: trimmed(decode(sector.slice(318, 128, "the publisher"))),
        size,
        root: readRecord(image, offset + 156, 34),
    };
};

const isJoliet = ({ sector }: Placed): boolean =>
    sector.u8(6, "a version") === 1 && JOLIET_ESCAPE.test(decodeText(sector.slice(88, 3, "escape sequences")));

/** The volume descriptor set, up to its terminator (ECMA-119 6.7.1). */
function* descriptorsOf(image: Untrusted): Generator<Placed> {
    for (let number = 0; number < MAX_DESCRIPTORS; number += 1) {
        const offset = (FIRST_SECTOR + number) * SECTOR;
        if (offset + SECTOR > image.size) return;
        const sector = image.part(offset, SECTOR, "a volume descriptor");
        const type = sector.u8(0, "a descriptor type");
        if (type === TERMINATOR || decodeText(sector.slice(1, 5, "an identifier")) !== "CD001") return;
        yield { type, sector, offset };
    }
}

/** Finds the primary descriptor and Joliet's; the first of each counts. */
export const readDescriptors = (image: Untrusted): FoundDescriptors => {
    let primary: FoundDescriptor | undefined;
    let joliet: FoundDescriptor | undefined;
    for (const found of descriptorsOf(image)) {
        const { type } = found;
        if (type === PRIMARY) primary ??= readDescriptor(found, image, decodeText);
        if (type === SUPPLEMENTARY && isJoliet(found)) joliet ??= readDescriptor(found, image, decodeUcs2);
    }
    if (primary === undefined) throw fault.read("it has no primary volume descriptor, so it isn't an ISO 9660 image.");
    return { primary, joliet };
};
