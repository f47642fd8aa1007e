import { wireError } from "../../../provider/libvirt/wire-error.ts";
import { XdrWriter } from "../../../provider/libvirt/xdr.ts";

/** The payload of an error; every text in it is the given one. */
export const encodeError = (code: number, message: string, number = -1): Uint8Array => {
    const writer = new XdrWriter();
    const texts = { message, str1: message, str2: message, str3: message };
    wireError.write(writer, { code, domain: 18, level: 2, int1: number, int2: number, ...texts });
    return writer.take();
};
