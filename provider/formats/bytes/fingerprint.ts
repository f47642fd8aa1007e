/** Signed, like all that is computed from it: V8 uses 32-bit integers then. */
const OFFSET_BASIS = 0x811c9dc5 | 0;
const PRIME = 0x01000193;
/** The effect of four zero bytes: each only multiplies. */
const PRIME_OF_ZEROS = [PRIME, PRIME, PRIME].reduce((power, prime) => Math.imul(power, prime), PRIME);
const WORD = Uint32Array.BYTES_PER_ELEMENT;

/** The hash after the bytes from `start` to before `end`. */
const hashed = (before: number, bytes: Uint8Array, start: number, end: number): number => {
    let hash = before;
    for (let index = start; index < end; index += 1) hash = Math.imul(hash ^ (bytes[index] ?? 0), PRIME);
    return hash;
};

/** Skips zeros four at a time: most of a volume's metadata is zeros. */
const hashedByWord = (before: number, bytes: Uint8Array<ArrayBuffer>): number => {
    const words = new Uint32Array(bytes.buffer, bytes.byteOffset, Math.floor(bytes.length / WORD));
    // `| 0`: V8 keeps the hash in a register only if it knows the type.
    let hash = before | 0;
    for (let index = 0; index < words.length; index += 1) {
        const start = WORD * index;
        hash = words[index] === 0 ? Math.imul(hash, PRIME_OF_ZEROS) : hashed(hash, bytes, start, start + WORD);
    }
    return hashed(hash, bytes, WORD * words.length, bytes.length);
};

/** FNV-1a of 32 bits over all runs: enough to distinguish volumes. */
export const fingerprint = (...runs: readonly Uint8Array<ArrayBuffer>[]): number => {
    let hash = OFFSET_BASIS;
    for (const run of runs) {
        const isAligned = run.byteOffset % WORD === 0;
        hash = isAligned ? hashedByWord(hash, run) : hashed(hash, run, 0, run.length);
    }
    return hash >>> 0;
};
