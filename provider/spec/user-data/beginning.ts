import { TALOS, WINDOWS_SCRIPT } from "../intended-guest.ts";
import { typeOf } from "../mime.ts";

/** Beginnings some guest's first-boot program recognises, in addition to those of cloud-init. */
const BEGINNINGS: readonly RegExp[] = [
    WINDOWS_SCRIPT,
    // A certificate, for cloudbase-init.
    /^-----BEGIN /,
    // Appliances read their own configuration: FortiOS, IOS and ASA, Junos as text, as commands and as XML, VyOS.
    /^(config |hostname |interface |version |username |license-token:|section: |asa version|!)/i,
    /^(#junos-config|## last changed|set [a-z]|(system|groups|version|interfaces|chassis) *\{|<\?xml|<configuration)/i,
];

/** The bytes cloud-init searches for the header of a MIME message: convert_string in cloudinit/user_data.py. */
const HEAD = 4096;

/** Whether cloud-init reads bytes as a MIME message. */
export const isMime = (bytes: Uint8Array): boolean =>
    /mime-version:/i.test(Buffer.from(bytes.subarray(0, HEAD)).toString("latin1"));

const GZIP = [0x1f, 0x8b] as const;

/** Whether bytes are gzip data, which guests decompress themselves. */
export const isGzip = (bytes: Uint8Array): boolean => GZIP.every((byte, index) => bytes[index] === byte);

/** Whether bytes aren't text: then they are for a program this package doesn't recognise. */
export const isBinary = (bytes: Uint8Array): boolean => {
    if (bytes.includes(0)) return true;
    try {
        new TextDecoder("utf-8", { fatal: true }).decode(bytes);
        return false;
    } catch {
        return true;
    }
};

/** Whether a text starts with a header some guest's first-boot program recognises. */
export const isRecognised = (text: string): boolean => {
    const start = text.trimStart();
    if (typeOf(start) !== "text/plain") return true;
    return BEGINNINGS.some((beginning) => beginning.test(start)) || TALOS.test(start);
};
