/** Bytes of a known length that are written once they have a place. */
export interface Field {
    readonly size: number;
    /** Puts the bytes into `target`, the first of them at `offset`. */
    readonly write: (target: Uint8Array, offset: number) => void;
}

const utf8 = new TextEncoder();

const outOfRange = (value: number, limit: number): RangeError =>
    new RangeError(`${value} isn't a whole number from 0 to ${limit}`);

const checkRange = (value: number, limit: number): void => {
    if (!Number.isInteger(value) || value < 0 || value > limit) throw outOfRange(value, limit);
};

const putLittle = (target: Uint8Array, offset: number, size: number, value: number): void => {
    for (let index = 0; index < size; index += 1) target[offset + index] = value >>> (8 * index);
};

const putBig = (target: Uint8Array, offset: number, size: number, value: number): void => {
    for (let index = 0; index < size; index += 1) target[offset + size - 1 - index] = value >>> (8 * index);
};

/** Every byte there is: most fields of a structure are one byte, and a small image has thousands of them. */
const BYTES: readonly Field[] = Array.from({ length: 0x100 }, (_nothing, value) => ({
    size: 1,
    write: (target, offset) => {
        target[offset] = value;
    },
}));

/** One byte. */
export const u8 = (value: number): Field => {
    const field = BYTES[value];
    if (field === undefined) throw outOfRange(value, 0xff);
    return field;
};

/** 16 bits, the least significant byte first. */
export const u16le = (value: number): Field => {
    checkRange(value, 0xffff);
    return { size: 2, write: (target, offset) => putLittle(target, offset, 2, value) };
};

/** 16 bits, the most significant byte first. */
export const u16be = (value: number): Field => {
    checkRange(value, 0xffff);
    return { size: 2, write: (target, offset) => putBig(target, offset, 2, value) };
};

/** 32 bits, the least significant byte first. */
export const u32le = (value: number): Field => {
    checkRange(value, 0xffff_ffff);
    return { size: 4, write: (target, offset) => putLittle(target, offset, 4, value) };
};

/** 32 bits, the most significant byte first. */
export const u32be = (value: number): Field => {
    checkRange(value, 0xffff_ffff);
    return { size: 4, write: (target, offset) => putBig(target, offset, 4, value) };
};

/** 16 bits in both orders, little before big (ECMA-119 7.2.3). */
export const u16both = (value: number): Field => {
    checkRange(value, 0xffff);
    return {
        size: 4,
        write: (target, offset) => {
            putLittle(target, offset, 2, value);
            putBig(target, offset + 2, 2, value);
        },
    };
};

/** 32 bits in both orders, little before big (ECMA-119 7.3.3). */
export const u32both = (value: number): Field => {
    checkRange(value, 0xffff_ffff);
    return {
        size: 8,
        write: (target, offset) => {
            putLittle(target, offset, 4, value);
            putBig(target, offset + 4, 4, value);
        },
    };
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
