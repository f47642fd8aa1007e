import type { Random } from "../random.ts";
import type { Call } from "./requests.ts";

/** Longer requests would only be slow. */
const LONGEST = 256 * 1024;

/** A protobuf field that holds bytes: the tag of field 1 with wire type 2, and the length as a varint. */
const wrapped = (bytes: Uint8Array, tag: number): Uint8Array => {
    const length: number[] = [];
    for (let left = bytes.length; ; left >>>= 7) {
        length.push(left > 0x7f ? (left & 0x7f) | 0x80 : left);
        if (left <= 0x7f) break;
    }
    return Uint8Array.of(tag, ...length, ...bytes);
};

/** Bytes inside many fields: lists in lists, or structs in structs, as a parser sees them. */
const nested = (random: Random): Uint8Array => {
    let bytes: Uint8Array = Uint8Array.of(0x08, 0x00);
    const levels = random.pick([10, 100, 101, 1000, 5000]);
    for (let level = 0; level < levels; level++) bytes = wrapped(bytes, random.pick([0x0a, 0x12, 0x2a, 0x32]));
    return bytes;
};

const spliced = (bytes: Uint8Array, at: number, cut: number, into: Uint8Array): Uint8Array =>
    Buffer.concat([bytes.subarray(0, at), into, bytes.subarray(at + cut)]);

const VALUES = [0, 1, 2, 8, 0x0a, 0x12, 0x1a, 0x22, 0x2a, 0x32, 0x7f, 0x80, 0xff];

const change = (bytes: Uint8Array, others: readonly Call[], random: Random): Uint8Array => {
    const at = random.below(bytes.length + 1);
    const piece = (): Uint8Array => {
        const { bytes: other } = random.pick(others);
        const start = random.below(other.length + 1);
        return other.subarray(start, start + random.pick([1, 2, 4, 16, 64, 512]));
    };
    switch (random.below(6)) {
        case 0:
            return spliced(bytes, at, 1, Uint8Array.of(random.below(256)));
        case 1:
            return spliced(bytes, at, 1, Uint8Array.of(random.pick(VALUES)));
        case 2:
            return spliced(bytes, at, random.pick([1, 2, 4, 64]), new Uint8Array());
        case 3:
            return spliced(bytes, at, 0, piece());
        case 4:
            return spliced(bytes, at, random.pick([1, 4, 16, 64]), piece());
        default:
            return random.below(10) === 0 ? spliced(bytes, at, 0, nested(random)) : bytes.subarray(0, at);
    }
};

/** A call with some more wrong with it. */
export const mutate = ({ method, bytes }: Call, others: readonly Call[], random: Random): Call => {
    let changed = bytes;
    for (let count = random.pick([1, 1, 2, 3, 6]); count > 0; count--) changed = change(changed, others, random);
    const target = random.below(20) === 0 ? random.pick(others).method : method;
    return { method: target, bytes: changed.subarray(0, LONGEST) };
};
