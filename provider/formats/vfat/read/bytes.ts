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

    /** Throws unless all those bytes are there. */
    public check(offset: number, size: number, what: string): void {
        if (offset + size > this.size) {
            throw damage(`${what} should end at byte ${offset + size}, but there are only ${this.size}.`);
        }
    }

    public slice(offset: number, size: number, what: string): Uint8Array {
        this.check(offset, size, what);
        return this.bytes.subarray(offset, offset + size);
    }

    public u8(offset: number, what: string): number {
        this.check(offset, 1, what);
        return this.view.getUint8(offset);
    }

    /** The least significant byte first, as everything in FAT. */
    public u16(offset: number, what: string): number {
        this.check(offset, 2, what);
        return this.view.getUint16(offset, true);
    }

    /** The least significant byte first, as everything in FAT. */
    public u32(offset: number, what: string): number {
        this.check(offset, 4, what);
        return this.view.getUint32(offset, true);
    }
}

/** Code page 437 from 0x80 on, in which Linux shows short names. */
const UPPER_HALF =
    "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐" +
    "└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0";

/** The text of short names and labels, without the spaces that fill them up. */
export const decodeShort = (bytes: Uint8Array): string =>
    Array.from(bytes, (byte) => (byte < 0x80 ? String.fromCharCode(byte) : (UPPER_HALF[byte - 0x80] ?? "")))
        .join("")
        .replace(/ +$/, "");
