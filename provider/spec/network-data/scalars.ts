import { z } from "zod";
import { fits, parseAddress, parseMask, showMask } from "../address.ts";
import { quote } from "../reason.ts";
import { wholeNumber } from "../schema.ts";

const EXAMPLES = {
    4: { address: "192.0.2.10", mask: "255.255.255.0" },
    6: { address: "2001:db8::10", mask: "ffff:ffff:ffff:ffff::" },
} as const;

/** A text that a function finds no fault with. */
const checked = (wrong: (text: string) => string | undefined): z.ZodType<string> =>
    z.string().superRefine((text, context) => {
        const message = wrong(text);
        if (message !== undefined) context.addIssue({ code: "custom", message });
    });

/** A name that others refer to. */
export const id: z.ZodType<string> = checked((text) => (text === "" ? "is empty; give it a name" : undefined));

/** The kernel's limits of an interface's name: IFNAMSIZ, and dev_valid_name in net/core/dev.c. */
export const linkName: z.ZodType<string> = checked((text) => {
    const isValid = /^[^/:\s]{1,15}$/.test(text) && text !== "." && text !== "..";
    return isValid ? undefined : 'must be 1 to 15 characters without "/", ":" and spaces; Linux takes no other name';
});

const withoutPrefix = (text: string, family: 4 | 6): string | undefined => {
    const [address = "", length = "", ...more] = text.split("/");
    const mask = parseMask(length);
    if (more.length > 0 || parseAddress(address)?.family !== family || mask === undefined) return undefined;
    if (mask.family !== undefined || !fits(mask, family)) return undefined;
    const [part, other] = [quote(address), quote(showMask(mask.length, family))];
    return `must have no prefix length, which Windows guests refuse; write ${part}, and the netmask ${other}`;
};

const wrongAddress = (text: string, family: 4 | 6): string | undefined => {
    const address = parseAddress(text);
    if (address?.family === family) return undefined;
    const example = EXAMPLES[family].address;
    if (address !== undefined) return `is not IPv${family}, as the network's type says; give one such as ${example}`;
    const prefixed = withoutPrefix(text, family);
    return prefixed ?? `${quote(text)} is no IPv${family} address, such as ${example}; guests then set up no network`;
};

/** An address of one family, without a prefix length. */
export const address = (family: 4 | 6): z.ZodType<string> => checked((text) => wrongAddress(text, family));

/** An address of either family. */
export const anyAddress: z.ZodType<string> = checked((text) =>
    parseAddress(text) === undefined
        ? `${quote(text)} is no IP address, such as 192.0.2.1 or 2001:db8::1; guests then set up no network`
        : undefined,
);

const wrongMask = (text: string, families: readonly (4 | 6)[]): string | undefined => {
    const mask = parseMask(text);
    if (mask !== undefined && families.some((family) => fits(mask, family))) return undefined;
    const examples = families.map((family) => EXAMPLES[family].mask).join(" or ");
    return `${quote(text)} is no netmask of IPv${families.join(" or 6")}, such as ${examples}: guests refuse it`;
};

/** A mask for addresses of one family. */
export const mask = (family: 4 | 6): z.ZodType<string> => checked((text) => wrongMask(text, [family]));

/** A mask of either family. */
export const anyMask: z.ZodType<string> = checked((text) => wrongMask(text, [4, 6]));

/** RFC 791 3.2: 68 octets are what every module must forward. */
export const mtu: z.ZodType<number> = wholeNumber.refine((bytes) => bytes >= 68 && bytes <= 65_535, {
    error: "must be 68 to 65535 bytes, or null",
});

/** IEEE 802.1Q: 0 and 4095 are reserved. */
export const vlanId: z.ZodType<number> = wholeNumber.refine((tag) => tag >= 1 && tag <= 4094, {
    error: "must be the id of a VLAN, 1 to 4094",
});

/** Milliseconds between two looks at a link. */
export const interval: z.ZodType<number> = wholeNumber.refine((number) => number >= 0, {
    error: "must be milliseconds, 0 or more",
});
