/** Signed, as all that comes of it: V8 counts with 32-bit integers then. */
const OFFSET_BASIS = 0x811c9dc5 | 0;
const PRIME = 0x01000193;
/** What four zero bytes come to: each changes nothing before it is multiplied. */
const PRIME_OF_ZEROS = [PRIME, PRIME, PRIME].reduce((power, prime) => Math.imul(power, prime), PRIME);
const WORD = Uint32Array.BYTES_PER_ELEMENT;

const utf8 = new TextEncoder();

/** The hash after the bytes from `start` to before `end`. */
const hashed = (before: number, bytes: Uint8Array, start: number, end: number): number => {
    let hash = before;
    for (let index = start; index < end; index += 1) hash = Math.imul(hash ^ (bytes[index] ?? 0), PRIME);
    return hash;
};

/**
 * FNV-1a of 32 bits, of a label and of the sectors that it names: enough to tell volumes apart, and it keeps nothing
 * secret that their directories don't show. Most of the sectors is zeros, which are taken four at a time.
 */
export const fingerprint = (label: string, sectors: Uint8Array<ArrayBuffer>): number => {
    const encoded = utf8.encode(label);
    let hash = hashed(OFFSET_BASIS, encoded, 0, encoded.length);
    const words = new Uint32Array(sectors.buffer, sectors.byteOffset, sectors.length / WORD);
    for (let index = 0; index < words.length; index += 1) {
        const start = WORD * index;
        hash = words[index] === 0 ? Math.imul(hash, PRIME_OF_ZEROS) : hashed(hash, sectors, start, start + WORD);
    }
    return hash >>> 0;
};
