import { damage } from "../error.ts";

/** Bytes that somebody else wrote: every access is checked. */
export class Untrusted {
    public readonly bytes: Uint8Array;
    private readonly view: DataView;

    public constructor(bytes: Uint8Array) {
        this.bytes = bytes;
        this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    }

    public get size(): number {
        return this.bytes.length;
    }

    public slice(offset: number, size: number, what: string): Uint8Array {
        if (offset + size > this.size) {
            throw damage(`${what} should end at byte ${offset + size}, but there are only ${this.size}.`);
        }
        return this.bytes.subarray(offset, offset + size);
    }

    public part(offset: number, size: number, what: string): Untrusted {
        return new Untrusted(this.slice(offset, size, what));
    }

    public u8(offset: number, what: string): number {
        this.check(offset, 1, what);
        return this.view.getUint8(offset);
    }

    /** ECMA-119 7.2.3: a number in both orders, which must agree. */
    public u16both(offset: number, what: string): number {
        this.check(offset, 4, what);
        const value = this.view.getUint16(offset, true);
        if (value !== this.view.getUint16(offset + 2)) throw damage(`the two byte orders of ${what} disagree.`);
        return value;
    }

    /** ECMA-119 7.3.3: a number in both orders, which must agree. */
    public u32both(offset: number, what: string): number {
        this.check(offset, 8, what);
        const value = this.view.getUint32(offset, true);
        if (value !== this.view.getUint32(offset + 4)) throw damage(`the two byte orders of ${what} disagree.`);
        return value;
    }

    private check(offset: number, size: number, what: string): void {
        if (offset + size > this.size) throw damage(`${what} is cut off.`);
    }
}

const strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** UTF-8, or Latin-1 where it isn't UTF-8: every byte string has a text. */
export const decodeText = (bytes: Uint8Array): string => {
    try {
        return strictUtf8.decode(bytes);
    } catch (cause) {
        if (!(cause instanceof TypeError)) throw cause;
        return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
    }
};

/** Joliet's texts, the most significant byte first; halves of surrogate pairs become U+FFFD. */
export const decodeUcs2 = (bytes: Uint8Array): string => {
    let text = "";
    for (let index = 0; index + 1 < bytes.length; index += 2) {
        text += String.fromCharCode(((bytes[index] ?? 0) << 8) | (bytes[index + 1] ?? 0));
    }
    return text.replace(/\p{Surrogate}/gu, "\ufffd");
};
