import ipaddr from "ipaddr.js";

/** What is wrong with a description of a network, and where. */
export const wrong = (path: string, reason: string): Error => new Error(`${path}: ${reason}`);

/** Version of the Internet Protocol. */
export type Family = 4 | 6;

const BITS: Readonly<Record<Family, number>> = { 4: 32, 6: 128 };

/** The family of an address. */
export const familyOf = (address: string, path: string): Family => {
    if (ipaddr.IPv4.isValidFourPartDecimal(address)) return 4;
    // A zone says which link of one machine is meant, and is no part of an address.
    if (ipaddr.IPv6.isValid(address) && !address.includes("%")) return 6;
    throw wrong(path, `${JSON.stringify(address)} is no IP address`);
};

/** An address and the network that it is in. */
export interface Subnet {
    readonly family: Family;
    readonly address: string;
    readonly prefix: number;
}

/** Reads an address with its prefix length. */
export const parseCidr = (text: string, path: string): Subnet => {
    const [address = "", length = "", ...rest] = text.split("/");
    const family = familyOf(address, path);
    const prefix = Number(length);
    if (rest.length > 0 || !/^\d{1,3}$/.test(length) || prefix > BITS[family]) {
        const example = family === 4 ? "192.0.2.10/24" : "2001:db8::10/64";
        throw wrong(path, `${JSON.stringify(text)} must be an address with its prefix length, such as ${example}`);
    }
    return { family, address, prefix };
};

/** A mask in full, as OpenStack's readers want it: `255.255.255.0`, `ffff:ffff:ffff:ffff::`. */
export const maskOf = (family: Family, prefix: number): string =>
    family === 4
        ? ipaddr.IPv4.subnetMaskFromPrefixLength(prefix).toString()
        : ipaddr.IPv6.subnetMaskFromPrefixLength(prefix).toRFC5952String();

/** Whether an address is in a network of its own family. */
export const isInside = (address: string, { address: own, prefix }: Subnet): boolean =>
    ipaddr.parse(address).match(ipaddr.parse(own), prefix);
