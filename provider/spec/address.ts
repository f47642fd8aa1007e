import ipaddr from "ipaddr.js";

/** An IP address. */
export interface Address {
    readonly family: 4 | 6;
    /** In RFC 5952's form, so that equal addresses have equal texts. */
    readonly text: string;
}

/** Bits of an address. */
const WIDTH = { 4: 32, 6: 128 } as const;

/** An address in its usual text form; undefined for any other text. IPv4 is four decimal numbers without zeros before. */
export const parseAddress = (text: string): Address | undefined => {
    // The library throws, and takes a stack trace, for each text that is no address of its family.
    if (/^[\d.]+$/.test(text) && ipaddr.IPv4.isValidFourPartDecimal(text)) return { family: 4, text };
    // A zone says which link of one machine is meant, and is no part of an address.
    if (text.includes("%") || !ipaddr.IPv6.isValid(text)) return undefined;
    return { family: 6, text: ipaddr.IPv6.parse(text).toRFC5952String() };
};

/** A network mask, by how many of its first bits are set. */
export interface Mask {
    /** Undefined for a bare prefix length, which fits both. */
    readonly family: 4 | 6 | undefined;
    readonly length: number;
}

/** A mask in an address' text form, or a prefix length; undefined for any other text, and where the bits have a gap. */
export const parseMask = (text: string): Mask | undefined => {
    if (/^(0|[1-9]\d{0,2})$/.test(text)) {
        return Number(text) <= WIDTH[6] ? { family: undefined, length: Number(text) } : undefined;
    }
    const address = parseAddress(text);
    if (address === undefined) return undefined;
    const length = ipaddr.parse(address.text).prefixLengthFromSubnetMask();
    return length === null ? undefined : { family: address.family, length };
};

/** An address, and how much of it is the network's. */
export interface Cidr {
    readonly address: Address;
    readonly mask: Mask;
}

/** An address with its prefix length, as in `192.0.2.10/24`; undefined for any other text. */
export const parseCidr = (text: string): Cidr | undefined => {
    const [own = "", length = "", ...rest] = text.split("/");
    const address = parseAddress(own);
    if (address === undefined || rest.length > 0 || !/^\d{1,3}$/.test(length)) return undefined;
    const mask = { family: address.family, length: Number(length) };
    return mask.length <= WIDTH[address.family] ? { address, mask } : undefined;
};

/** Whether a mask is one for addresses of a family. */
export const fits = ({ family, length }: Mask, wanted: 4 | 6): boolean =>
    family === undefined ? length <= WIDTH[wanted] : family === wanted;

/** Whether a mask leaves no bit for the host. */
export const isHostMask = ({ length }: Mask, family: 4 | 6): boolean => length === WIDTH[family];

const networkText = (cidr: string, family: 4 | 6): string =>
    family === 4
        ? ipaddr.IPv4.networkAddressFromCIDR(cidr).toString()
        : ipaddr.IPv6.networkAddressFromCIDR(cidr).toRFC5952String();

/** The address with all bits zero that the mask leaves to the host. */
export const networkOf = ({ family, text }: Address, { length }: Mask): Address => ({
    family,
    text: networkText(`${text}/${length}`, family),
});

/** Whether a network, given by any address in it, holds another address. */
export const contains = (inside: Address, mask: Mask, address: Address): boolean =>
    address.family === inside.family && networkOf(inside, mask).text === networkOf(address, mask).text;

/** RFC 4291 2.5.6: fe80::/10, where routers of IPv6 have the addresses that they announce. */
export const isLinkLocal = ({ family, text }: Address): boolean =>
    family === 6 && ipaddr.parse(text).range() === "linkLocal";

/** The text form of a mask, as OpenStack writes it. */
export const showMask = (length: number, family: 4 | 6): string =>
    family === 4
        ? ipaddr.IPv4.subnetMaskFromPrefixLength(length).toString()
        : ipaddr.IPv6.subnetMaskFromPrefixLength(length).toRFC5952String();
