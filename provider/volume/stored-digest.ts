import { createHash, type Hash } from "node:crypto";
import type { Tap } from "../files/contents.ts";
import { isBytes } from "../formats/entries/content.ts";
import { type DriveImage, hasFiles } from "../image/write.ts";

/** Of images with files on disk, whose own digest isn't that of their bytes. */
const digests = new WeakMap<DriveImage, string>();

/** Remembers the SHA-256 of the bytes of an image, once they are in a volume. */
export const recordStored = (image: DriveImage, sha256: string): void => {
    digests.set(image, sha256);
};

/** Hex SHA-256 of the bytes that a volume with an image has. */
export const storedDigestOf = (image: DriveImage): string => {
    const digest = hasFiles(image) ? digests.get(image) : image.digest;
    if (digest === undefined) throw new RangeError("an image is stored before its digest is needed");
    return digest;
};

/** Computes that digest while an image is read for an upload, which may differ in its first chunk and go on with zeros. */
export const tapOf = (image: DriveImage): Tap => {
    const [head] = image.chunks;
    let hash: Hash;
    let passed = 0;
    const start = (): void => {
        hash = createHash("sha256");
        if (head !== undefined && isBytes(head)) hash.update(head);
        passed = 0;
    };
    const next = (bytes: Uint8Array): void => {
        const from = Math.max(0, (head?.length ?? 0) - passed);
        const counted = bytes.subarray(Math.min(from, bytes.length), Math.max(0, image.used - passed));
        hash.update(counted);
        passed += bytes.length;
        if (passed >= image.used && passed - bytes.length < image.used) recordStored(image, hash.digest("hex"));
    };
    return { start, next };
};
