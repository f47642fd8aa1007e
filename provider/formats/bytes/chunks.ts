/** Bytes of all chunks together. */
export const sizeOf = (chunks: readonly { readonly length: number }[]): number =>
    chunks.reduce((total, { length }) => total + length, 0);

const AT_A_TIME = 1 << 20;

/** That many zeros, in chunks that share one buffer. */
export const zeroChunks = (size: number): readonly Uint8Array[] => {
    const block = new Uint8Array(Math.min(size, AT_A_TIME));
    return Array.from({ length: Math.ceil(size / AT_A_TIME) }, (_, index) =>
        block.subarray(0, size - index * AT_A_TIME),
    );
};
