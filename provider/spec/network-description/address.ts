import { type Problem, showProblem } from "../../model/problem.ts";
import { type Address, type Cidr, parseAddress, parseCidr } from "../address.ts";

/** An address with its network, parsed and as the program writes it. */
export interface Subnet extends Cidr {
    /** The address as the program writes it, which is also how the drive has it. */
    readonly written: string;
}

const unchecked = (text: string): RangeError => new RangeError(`${text} passed the check but can't be parsed`);

/** Parses an address of a checked description. */
export const addressOf = (text: string): Address => {
    const address = parseAddress(text);
    if (address === undefined) throw unchecked(text);
    return address;
};

/** Parses an address with its prefix length, of a checked description. */
export const subnetOf = (text: string): Subnet => {
    const cidr = parseCidr(text);
    if (cidr === undefined) throw unchecked(text);
    return { ...cidr, written: text.slice(0, text.indexOf("/")) };
};

/** A route or a link that leads nowhere. */
export class WrongLink extends Error {
    /** At its path in the program. */
    public readonly problem: Problem;

    public constructor(path: string, reason: string) {
        super(showProblem({ path, reason }));
        this.problem = { path, reason };
    }
}
