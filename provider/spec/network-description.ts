import { z } from "zod";
import type { Problem } from "../model/problem.ts";
import { parseAddress, parseCidr } from "./address.ts";
import { quote, wrongType } from "./reason.ts";
import { choose, closed, never, problemsOf, wholeNumber } from "./schema.ts";

const address = z.string().superRefine((text, context) => {
    if (parseAddress(text) !== undefined) return;
    context.addIssue({ code: "custom", message: `${quote(text)} is no IP address` });
});

const cidrReason = (text: string): string | undefined => {
    if (text === "default") return 'must be a network with its prefix length: for all others "0.0.0.0/0" or "::/0"';
    if (parseCidr(text) !== undefined) return undefined;
    const [own = ""] = text.split("/");
    const known = parseAddress(own);
    if (known === undefined) return `${quote(own)} is no IP address`;
    const example = known.family === 4 ? "192.0.2.10/24" : "2001:db8::10/64";
    return `${quote(text)} must be an address with its prefix length, such as ${example}`;
};

const cidr = z.string().superRefine((text, context) => {
    const message = cidrReason(text);
    if (message !== undefined) context.addIssue({ code: "custom", message });
});

const DHCP6 = z.enum(["slaac", "stateful", "stateless"]);

/** What a link of any kind is configured with. */
const link = {
    addresses: z.array(cidr).optional(),
    dhcp4: z.boolean().optional(),
    dhcp6: choose<unknown>((value) => (typeof value === "string" ? DHCP6 : z.boolean())).optional(),
    gateway4: address.optional(),
    gateway6: address.optional(),
    routes: z.array(closed({ to: cidr, via: address })).optional(),
    mtu: wholeNumber.optional(),
};

const inEach = <T>(schema: z.ZodType<T>): z.ZodType<Record<string, T>> => z.record(z.string(), schema);

/** netplan has name servers in each link, in an object. */
const nameservers = choose<unknown>((value) =>
    Array.isArray(value)
        ? z.array(address)
        : never(
              `${wrongType("a list of addresses", value)}: nameservers: ["192.0.2.53"], beside ethernets, for all links`,
          ),
).optional();

const mac = z.string();

const description = closed({
    ethernets: inEach(closed({ mac, ...link })),
    bonds: inEach(
        closed({ interfaces: z.array(z.string()), mode: z.string(), mac: mac.optional(), ...link }),
    ).optional(),
    vlans: inEach(closed({ id: wholeNumber, link: z.string(), mac: mac.optional(), ...link })).optional(),
    nameservers,
});

/** What is wrong with the shape of a network's short description, and with the addresses in it. */
export const problemsInDescription = (network: unknown): readonly Problem[] =>
    problemsOf(description, network).problems;
