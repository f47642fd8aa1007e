/** Bytes of a known length that are written once they have a place. */
export interface Field {
    readonly size: number;
    /** Puts the bytes into `target`, the first of them at `offset`. */
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

const putBoth = (target: Uint8Array, offset: number, size: number, value: number): void => {
    putLittle(target, offset, size / 2, value);
    putBig(target, offset + size / 2, size / 2, value);
};

/** A number in some order of bytes. Images are made of thousands of them: each is one small object. */
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

/** Every byte there is: most fields are one. */
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

/** Bytes as they are. */
export const bytes = (value: Uint8Array): Field => ({
    size: value.length,
    write: (target, offset) => target.set(value, offset),
});

/** A text in UTF-8; for identifiers that a standard fixes it is plain ASCII. */
export const text = (value: string): Field => bytes(utf8.encode(value));

/** `size` times the same byte. */
export const filled = (size: number, byte: number): Field => ({
    size,
    write: (target, offset) => {
        target.fill(byte, offset, offset + size);
    },
});

/** `size` zero bytes: what standards call unused or reserved. */
export const zeros = (size: number): Field => filled(size, 0);

/** A text in UTF-8, filled up with spaces. Throws when it is longer than the field. */
export const padded = (value: string, size: number): Field => {
    const encoded = utf8.encode(value);
    if (encoded.length > size) throw new RangeError(`a text of ${encoded.length} bytes in a field of ${size}`);
    return {
        size,
        write: (target, offset) => {
            target.fill(0x20, offset, offset + size);
            target.set(encoded, offset);
        },
    };
};
