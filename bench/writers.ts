import { createHash } from "node:crypto";
import { type ImageEntry, writeIso9660 } from "../provider/formats/iso9660/index.ts";
import { writeVfat } from "../provider/formats/vfat/index.ts";
import { sha256Of } from "../provider/image/write.ts";
import { LABEL, payloadOf } from "./cases.ts";
import type { Contender } from "./race.ts";

/** The formats of this package. */
export type Format = "iso9660" | "vfat";

/** Room for 50,000 files of a cluster each. */
const LARGE_VFAT = 512 * 1024 * 1024;
const MANY_ENTRIES = 5000;

/** The chunks of an image. */
export const buildImage = (entries: readonly ImageEntry[], format: Format): readonly Uint8Array[] => {
    if (format === "iso9660") return writeIso9660(entries, { label: LABEL }).chunks;
    const size = entries.length < MANY_ENTRIES ? {} : { size: LARGE_VFAT };
    return writeVfat(entries, { label: LABEL, ...size }).chunks;
};

/** Builds an image and its SHA-256, for VFAT that of the used part, as for a drive. */
export const buildAndHash = (entries: readonly ImageEntry[], format: Format): string =>
    sha256Of(buildImage(entries, format));

/** Names of the contenders in this process. */
export const OWN = {
    iso9660: "ours: ISO 9660",
    vfat: "ours: VFAT",
    floor: "floor: memcpy, SHA-256",
} as const;

/** Our writers, and the least that any writer could do: copy the contents once and hash them. */
export const ownContenders = (entries: readonly ImageEntry[]): readonly Contender[] => {
    const copy = new Uint8Array(payloadOf(entries));
    const copyAndHash = (): void => {
        let used = 0;
        for (const { content } of entries) {
            if (content === undefined) continue;
            copy.set(content, used);
            used += content.length;
        }
        createHash("sha256").update(copy).digest("hex");
    };
    return [
        { name: OWN.iso9660, work: () => void buildAndHash(entries, "iso9660") },
        { name: OWN.vfat, work: () => void buildAndHash(entries, "vfat") },
        { name: OWN.floor, work: copyAndHash },
    ];
};
