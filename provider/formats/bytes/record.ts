import { bytes, type Field } from "./scalar.ts";

/** A field and its position in the standard. */
export interface PlacedField {
    readonly position: number;
    readonly field: Field;
}

/** Places a field; `record` checks the position. */
export const at = (position: number, field: Field): PlacedField => ({ position, field });

/**
 * A structure as its standard tabulates it: fields at literal positions, starting at `base` (1 in ECMA-119 and SUSP, 0
 * elsewhere). Throws on a gap, an overlap or a wrong total: the table is wrong.
 */
export const record = (name: string, size: number, base: number, fields: readonly PlacedField[]): Field => {
    let next = base;
    for (const { position, field } of fields) {
        if (position !== next) throw new RangeError(`${name}: a field at position ${position} should be at ${next}`);
        next += field.size;
    }
    if (next !== base + size) throw new RangeError(`${name}: ${next - base} bytes instead of ${size}`);
    return {
        size,
        write: (target, offset) => {
            for (const { position, field } of fields) field.write(target, offset + position - base);
        },
    };
};

/** Fields in a row: each one's length determines the next one's place. */
export const sequence = (fields: readonly Field[]): Field => ({
    size: fields.reduce((total, field) => total + field.size, 0),
    write: (target, offset) => {
        let next = offset;
        for (const field of fields) {
            field.write(target, next);
            next += field.size;
        }
    },
});

/** The bytes of one field. */
export const encode = (field: Field): Uint8Array => {
    const target = new Uint8Array(field.size);
    field.write(target, 0);
    return target;
};

/** The same field, encoded once: for fields that are written many times. */
export const constant = (field: Field): Field => bytes(encode(field));
