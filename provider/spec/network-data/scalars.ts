import type { z } from "zod";
import { fits, parseAddress, parseMask, showMask } from "../address.ts";
import { quote } from "../reason.ts";
import { text, wholeNumber } from "../schema.ts";

const EXAMPLES = {
    4: { address: "192.0.2.10", mask: "255.255.255.0" },
    6: { address: "2001:db8::10", mask: "ffff:ffff:ffff:ffff::" },
} as const;

/** A name other parts refer to. */
export const id: z.ZodType<string> = text((name) => (name === "" ? "must not be empty" : undefined));

/** The kernel's limits for an interface name: IFNAMSIZ, and dev_valid_name in net/core/dev.c. */
export const linkName: z.ZodType<string> = text((name) => {
    const isValid = /^[^/:\s]{1,15}$/.test(name) && name !== "." && name !== "..";
    return isValid ? undefined : 'must be 1 to 15 characters without "/", ":" or spaces; Linux rejects other names';
});

const withoutPrefix = (value: string, family: 4 | 6): string | undefined => {
    const [address = "", length = "", ...more] = value.split("/");
    const mask = parseMask(length);
    if (more.length > 0 || parseAddress(address)?.family !== family || mask === undefined) return undefined;
    if (mask.family !== undefined || !fits(mask, family)) return undefined;
    const [part, other] = [quote(address), quote(showMask(mask.length, family))];
    return `must not have a prefix length, which Windows guests reject; write ${part} and set netmask to ${other}`;
};

const wrongAddress = (value: string, family: 4 | 6): string | undefined => {
    const address = parseAddress(value);
    if (address?.family === family) return undefined;
    const example = EXAMPLES[family].address;
    if (address !== undefined) return `must be IPv${family} to match the network's type, e.g. ${example}`;
    const prefixed = withoutPrefix(value, family);
    return (
        prefixed ??
        `${quote(value)} must be an IPv${family} address, e.g. ${example}; otherwise guests set up no network`
    );
};

/** An address of one family, without a prefix length. */
export const address = (family: 4 | 6): z.ZodType<string> => text((value) => wrongAddress(value, family));

/** An address of either family. */
export const anyAddress: z.ZodType<string> = text((value) =>
    parseAddress(value) === undefined
        ? `${quote(value)} must be an IP address, e.g. 192.0.2.1 or 2001:db8::1; otherwise guests set up no network`
        : undefined,
);

const wrongMask = (value: string, families: readonly (4 | 6)[]): string | undefined => {
    const mask = parseMask(value);
    if (mask !== undefined && families.some((family) => fits(mask, family))) return undefined;
    const examples = families.map((family) => EXAMPLES[family].mask).join(" or ");
    return `${quote(value)} must be an IPv${families.join(" or IPv")} netmask, e.g. ${examples}; guests reject anything else`;
};

/** A mask for addresses of one family. */
export const mask = (family: 4 | 6): z.ZodType<string> => text((value) => wrongMask(value, [family]));

/** A mask of either family. */
export const anyMask: z.ZodType<string> = text((value) => wrongMask(value, [4, 6]));

/** RFC 791 3.2: every module must be able to forward 68 octets. */
export const mtu: z.ZodType<number> = wholeNumber.refine((bytes) => bytes >= 68 && bytes <= 65_535, {
    error: "must be from 68 to 65535 bytes, or null",
});

/** IEEE 802.1Q: 0 and 4095 are reserved. */
export const vlanId: z.ZodType<number> = wholeNumber.refine((tag) => tag >= 1 && tag <= 4094, {
    error: "must be a VLAN ID from 1 to 4094",
});

/** Milliseconds between two checks of a link. */
export const interval: z.ZodType<number> = wholeNumber.refine((number) => number >= 0, {
    error: "must be a number of milliseconds, 0 or more",
});
