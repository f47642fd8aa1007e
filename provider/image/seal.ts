import { zeroChunks } from "../formats/bytes/chunks.ts";
import { type Content, isBytes } from "../formats/entries/content.ts";
import type { DriveImage } from "./write.ts";

export { zeroChunks } from "../formats/bytes/chunks.ts";

/** The bytes by which systems recognise an image: none that lacks them looks like a file system. */
export interface Seal {
    readonly offset: number;
    readonly bytes: Uint8Array;
}

const SECTOR = 2048;

/** The volume descriptors (ECMA-119 6.7.1): the primary one, Joliet's and the terminator. */
const DESCRIPTORS = { start: 16 * SECTOR, end: 19 * SECTOR };
/** The only boot sector that FAT16 has. */
const BOOT_SECTOR = { start: 0, end: 512 };

/** ECMA-119 8.4.3. */
const hasDescriptors = (bytes: Uint8Array): boolean => textAt(bytes, DESCRIPTORS.start + 1, "CD001".length) === "CD001";

const textAt = (bytes: Uint8Array, start: number, length: number): string =>
    Buffer.from(bytes.subarray(start, start + length)).toString("latin1");

const rangeOf = ({
    chunks,
}: DriveImage): { readonly head: Uint8Array; readonly start: number; readonly end: number } => {
    const [first] = chunks;
    const head = first !== undefined && isBytes(first) ? first : new Uint8Array();
    const range = hasDescriptors(head) ? DESCRIPTORS : BOOT_SECTOR;
    if (head.length < range.end) throw new RangeError("an image starts with everything that identifies it");
    return { head, ...range };
};

/** The seal of an image: without it, its other bytes are nothing that a guest mounts. */
export const sealOf = (image: DriveImage): Seal => {
    const { head, start, end } = rangeOf(image);
    return { offset: start, bytes: head.subarray(start, end) };
};

/** For people who look into a volume, and for a run that finds what an earlier one left. */
const NOTICE = "pulumi-config-drive is writing this image. If no run is in progress, run pulumi up.\n";

/** What is in the place of an image's seal while the rest is written. No system recognises it. */
export const brokenSeal = (image: DriveImage): Seal => {
    const { offset, bytes } = sealOf(image);
    const broken = new Uint8Array(bytes.length);
    broken.set(Buffer.from(NOTICE));
    return { offset, bytes: broken };
};

/** The used part of an image with its seal broken, then zeros up to a length. */
export const unsealedChunks = (image: DriveImage, length: number): readonly Content[] => {
    const { head, start, end } = rangeOf(image);
    const used = [head.subarray(0, start), brokenSeal(image).bytes, head.subarray(end), ...image.chunks.slice(1)];
    return [...used, ...zeroChunks(length - image.used)];
};

/** How much of a volume `isOwnImage` needs. */
export const SEAL_AREA: number = DESCRIPTORS.end;

/** Where images of this package name it: the application in the primary descriptor (8.4.21), the OEM in a boot sector. */
const OWN_MARKS = [
    { start: DESCRIPTORS.start + 574, text: "PULUMI-CONFIG-DRIVE " },
    { start: 3, text: "CFGDRIVE" },
    { start: DESCRIPTORS.start, text: NOTICE },
    { start: BOOT_SECTOR.start, text: NOTICE },
];

/** Whether the start of a volume is that of an image of this package, complete or being written. */
export const isOwnImage = (start: Uint8Array): boolean =>
    OWN_MARKS.some((mark) => textAt(start, mark.start, mark.text.length) === mark.text);
