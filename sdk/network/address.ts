import { type Address, type Cidr, parseAddress, parseCidr } from "../../provider/spec/address.ts";

/** An address with its network, as the program has it and as it is read. */
export interface Subnet extends Cidr {
    /** The address as the program writes it: so it stands on the drive. */
    readonly written: string;
}

const unchecked = (text: string): RangeError => new RangeError(`${text} has passed the check and can't be read`);

/** An address of a description that has been checked. */
export const addressOf = (text: string): Address => {
    const address = parseAddress(text);
    if (address === undefined) throw unchecked(text);
    return address;
};

/** An address with its prefix length, of a description that has been checked. */
export const subnetOf = (text: string): Subnet => {
    const cidr = parseCidr(text);
    if (cidr === undefined) throw unchecked(text);
    return { ...cidr, written: text.slice(0, text.indexOf("/")) };
};

/** What is wrong with a description of a network, and where. */
export const wrong = (path: string, reason: string): Error => new Error(`${path}: ${reason}`);
