/** Bytes of a known length, to be written once their place is known. */
export interface Field {
    readonly size: number;
    /** Writes the bytes into `target`, starting at `offset`. */
    readonly write: (target: Uint8Array, offset: number) => void;
}

const utf8 = new TextEncoder();

const checkRange = (value: number, limit: number): void => {
    if (!Number.isInteger(value) || value < 0 || value > limit) {
        throw new RangeError(`${value} isn't a whole number from 0 to ${limit}`);
    }
};

const putLittle = (target: Uint8Array, offset: number, size: number, value: number): void => {
    for (let index = 0; index < size; index += 1) target[offset + index] = value >>> (8 * index);
};

const putBig = (target: Uint8Array, offset: number, size: number, value: number): void => {
    for (let index = 0; index < size; index += 1) target[offset + size - 1 - index] = value >>> (8 * index);
};

/** A number of more than 32 bits, of which `>>>` sees only the low half. */
const halves = (value: number): readonly [high: number, low: number] => [Math.floor(value / 2 ** 32), value % 2 ** 32];

const putLittle64 = (target: Uint8Array, offset: number, _size: number, value: number): void => {
    const [high, low] = halves(value);
    putLittle(target, offset, 4, low);
    putLittle(target, offset + 4, 4, high);
};

const putBig64 = (target: Uint8Array, offset: number, _size: number, value: number): void => {
    const [high, low] = halves(value);
    putBig(target, offset, 4, high);
    putBig(target, offset + 4, 4, low);
};

const putBoth = (target: Uint8Array, offset: number, size: number, value: number): void => {
    putLittle(target, offset, size / 2, value);
    putBig(target, offset + size / 2, size / 2, value);
};

/** A number in some byte order. An image consists of thousands of them, so each is one small object. */
class Scalar implements Field {
    public readonly size: number;
    readonly #put: typeof putLittle;
    readonly #value: number;

    public constructor(size: number, put: typeof putLittle, value: number) {
        this.size = size;
        this.#put = put;
        this.#value = value;
    }

    public write(target: Uint8Array, offset: number): void {
        this.#put(target, offset, this.size, this.#value);
    }
}

/** All possible bytes: most fields are one byte. */
const BYTES: readonly Field[] = Array.from({ length: 0x100 }, (_nothing, value) => new Scalar(1, putLittle, value));

/** One byte. */
export const u8 = (value: number): Field => {
    checkRange(value, 0xff);
    return BYTES[value] ?? new Scalar(1, putLittle, value);
};

/** 16 bits, the least significant byte first. */
export const u16le = (value: number): Field => {
    checkRange(value, 0xffff);
    return new Scalar(2, putLittle, value);
};

/** 16 bits, the most significant byte first. */
export const u16be = (value: number): Field => {
    checkRange(value, 0xffff);
    return new Scalar(2, putBig, value);
};

/** 32 bits, the least significant byte first. */
export const u32le = (value: number): Field => {
    checkRange(value, 0xffff_ffff);
    return new Scalar(4, putLittle, value);
};

/** 32 bits, the most significant byte first. */
export const u32be = (value: number): Field => {
    checkRange(value, 0xffff_ffff);
    return new Scalar(4, putBig, value);
};

/** 64 bits, the least significant byte first; up to 2^53 - 1. */
export const u64le = (value: number): Field => {
    checkRange(value, Number.MAX_SAFE_INTEGER);
    return new Scalar(8, putLittle64, value);
};

/** 64 bits, the most significant byte first; up to 2^53 - 1. */
export const u64be = (value: number): Field => {
    checkRange(value, Number.MAX_SAFE_INTEGER);
    return new Scalar(8, putBig64, value);
};

/** 16 bits in both orders, little before big (ECMA-119 7.2.3). */
export const u16both = (value: number): Field => {
    checkRange(value, 0xffff);
    return new Scalar(4, putBoth, value);
};

/** 32 bits in both orders, little before big (ECMA-119 7.3.3). */
export const u32both = (value: number): Field => {
    checkRange(value, 0xffff_ffff);
    return new Scalar(8, putBoth, value);
};

/** Bytes, unchanged. */
export const bytes = (value: Uint8Array): Field => ({
    size: value.length,
    write: (target, offset) => target.set(value, offset),
});

/** A text in UTF-8; identifiers that a standard defines are plain ASCII. */
export const text = (value: string): Field => bytes(utf8.encode(value));

/** The same byte, `size` times. */
export const filled = (size: number, byte: number): Field => ({
    size,
    write: (target, offset) => {
        target.fill(byte, offset, offset + size);
    },
});

/** `size` zero bytes: unused or reserved in a standard. */
export const zeros = (size: number): Field => filled(size, 0);

/** A text in UTF-8, padded with spaces. Throws if it is longer than the field. */
export const padded = (value: string, size: number): Field => {
    const encoded = utf8.encode(value);
    if (encoded.length > size)
        throw new RangeError(`a text of ${encoded.length} bytes doesn't fit into a field of ${size}`);
    return {
        size,
        write: (target, offset) => {
            target.fill(0x20, offset, offset + size);
            target.set(encoded, offset);
        },
    };
};
