import { createHash } from "node:crypto";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The 16 bytes of a UUID in its usual text form; undefined for any other text. */
export const parseUuid = (text: string): Uint8Array | undefined =>
    UUID.test(text) ? Uint8Array.from(Buffer.from(text.replaceAll("-", ""), "hex")) : undefined;

/** The text form of 16 bytes. */
export const formatUuid = (bytes: Uint8Array): string =>
    Buffer.from(bytes)
        .toString("hex")
        .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");

/** Namespace of all name-based UUIDs of this package; generated once at random. */
const NAMESPACE = Uint8Array.from(Buffer.from("5f3fbd9d0e674f4f9d0e2f4c07f1a8b3", "hex"));

/** A version 5 UUID (RFC 9562 5.5), derived from a name: equal names give equal UUIDs. */
export const nameBasedUuid = (name: string): string => {
    const hash = createHash("sha1").update(NAMESPACE).update(name).digest();
    const bytes = Uint8Array.from(hash.subarray(0, 16));
    bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
    bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
    return formatUuid(bytes);
};
