import { z } from "zod";
import type { Problem } from "../model/problem.ts";
import { parseAddress, parseCidr } from "./address.ts";
import { quote, wrongType } from "./reason.ts";
import { choose, closed, never, problemsOf, text, wholeNumber } from "./schema.ts";

const notAddress = (value: string): string | undefined =>
    parseAddress(value) === undefined ? `${quote(value)} isn't an IP address` : undefined;

const address = text(notAddress);

const wrongCidr = (value: string): string | undefined => {
    if (value === "default")
        return 'must be a network with a prefix length; use "0.0.0.0/0" or "::/0" for the default route';
    if (parseCidr(value) !== undefined) return undefined;
    const [own = ""] = value.split("/");
    const known = parseAddress(own);
    if (known === undefined) return notAddress(own);
    const example = known.family === 4 ? "192.0.2.10/24" : "2001:db8::10/64";
    return `${quote(value)} must be an address with a prefix length, e.g. ${example}`;
};

const cidr = text(wrongCidr);

const DHCP6 = z.enum(["slaac", "stateful", "stateless"]);

/** The configuration of any kind of link. */
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

// netplan declares name servers in each link, as an object; a common mistake.
const nameservers = choose<unknown>((value) =>
    Array.isArray(value)
        ? z.array(address)
        : never(
              `${wrongType("a list of addresses", value)}; set nameservers: ["192.0.2.53"] next to ethernets, for all links`,
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

/** The problems with the shape of a network's short description and with the addresses in it. */
export const problemsInDescription = (network: unknown): readonly Problem[] =>
    problemsOf(description, network).problems;
