import ipaddr from "ipaddr.js";

/** An IP address. */
export interface Address {
    readonly family: 4 | 6;
    /** In the form of RFC 5952, so that equal addresses have equal texts. */
    readonly text: string;
}

/** The number of bits of an address. */
const WIDTH = { 4: 32, 6: 128 } as const;

/** An address in its usual text form, IPv4 without leading zeros; undefined for any other text. */
export const parseAddress = (text: string): Address | undefined => {
    // The library throws, with a costly stack trace, for each text that isn't an address of its family.
    if (/^[\d.]+$/.test(text) && ipaddr.IPv4.isValidFourPartDecimal(text)) return { family: 4, text };
    // A zone names a link of one machine and isn't part of an address.
    if (text.includes("%") || !ipaddr.IPv6.isValid(text)) return undefined;
    return { family: 6, text: ipaddr.IPv6.parse(text).toRFC5952String() };
};

/** A network mask as the number of its leading one bits. */
export interface Mask {
    /** Undefined for a bare prefix length, which fits both families. */
    readonly family: 4 | 6 | undefined;
    readonly length: number;
}

/** A mask in the text form of an address, or a prefix length; undefined for any other text and for bits with gaps. */
export const parseMask = (text: string): Mask | undefined => {
    if (/^(0|[1-9]\d{0,2})$/.test(text)) {
        return Number(text) <= WIDTH[6] ? { family: undefined, length: Number(text) } : undefined;
    }
    const address = parseAddress(text);
    if (address === undefined) return undefined;
    const length = ipaddr.parse(address.text).prefixLengthFromSubnetMask();
    return length === null ? undefined : { family: address.family, length };
};

/** An address and the mask of its network. */
export interface Cidr {
    readonly address: Address;
    readonly mask: Mask;
}

/** An address with a prefix length, e.g. `192.0.2.10/24`; undefined for any other text. */
export const parseCidr = (text: string): Cidr | undefined => {
    const [own = "", length = "", ...rest] = text.split("/");
    const address = parseAddress(own);
    if (address === undefined || rest.length > 0 || !/^\d{1,3}$/.test(length)) return undefined;
    const mask = { family: address.family, length: Number(length) };
    return mask.length <= WIDTH[address.family] ? { address, mask } : undefined;
};

/** Whether a mask fits addresses of a family. */
export const fits = ({ family, length }: Mask, wanted: 4 | 6): boolean =>
    family === undefined ? length <= WIDTH[wanted] : family === wanted;

/** Whether a mask leaves no bits for hosts. */
export const isHostMask = ({ length }: Mask, family: 4 | 6): boolean => length === WIDTH[family];

const networkText = (cidr: string, family: 4 | 6): string =>
    family === 4
        ? ipaddr.IPv4.networkAddressFromCIDR(cidr).toString()
        : ipaddr.IPv6.networkAddressFromCIDR(cidr).toRFC5952String();

/** The address with all host bits cleared. */
export const networkOf = ({ family, text }: Address, { length }: Mask): Address => ({
    family,
    text: networkText(`${text}/${length}`, family),
});

/** Whether a network, given by any address in it, contains another address. */
export const contains = (inside: Address, mask: Mask, address: Address): boolean =>
    address.family === inside.family && networkOf(inside, mask).text === networkOf(address, mask).text;

/** RFC 4291 2.5.6: fe80::/10, the range of the addresses IPv6 routers announce. */
export const isLinkLocal = ({ family, text }: Address): boolean =>
    family === 6 && ipaddr.parse(text).range() === "linkLocal";

/** The text form of a mask in OpenStack. */
export const showMask = (length: number, family: 4 | 6): string =>
    family === 4
        ? ipaddr.IPv4.subnetMaskFromPrefixLength(length).toString()
        : ipaddr.IPv6.subnetMaskFromPrefixLength(length).toRFC5952String();
