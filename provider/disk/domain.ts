import { ConfigDriveError } from "../errors.ts";
import type { DomainRef, LibvirtClient } from "../libvirt/client.ts";
import { isNoDomain } from "../libvirt/error.ts";
import { AFFECT_CONFIG, AFFECT_LIVE, DOMAIN_XML_INACTIVE } from "../libvirt/flags.ts";
import { ifThere } from "../libvirt/if-there.ts";
import { nearest } from "../nearest.ts";
import { parseUuid } from "../uuid.ts";
import { type Definition, readDefinition } from "./definition.ts";

/** A domain on a host, and how long there is time to work on it. */
export interface DomainHandle {
    readonly client: LibvirtClient;
    readonly ref: DomainRef;
    readonly signal: AbortSignal;
}

/** One definition of a domain with the flag that addresses it. */
export interface Part {
    readonly definition: Definition;
    readonly flag: number;
}

/** A domain's definitions; at least one is there. */
export interface DomainState {
    /** What runs; absent for a domain that is shut off. */
    readonly live?: Part;
    /** What the next start takes; absent for a transient domain. */
    readonly config?: Part;
}

/** Finds a domain by UUID or name. */
export const findDomain = async (
    client: LibvirtClient,
    domain: string,
    signal: AbortSignal,
): Promise<DomainRef | undefined> => {
    const uuid = parseUuid(domain);
    const lookUp = uuid ? client.domainLookupByUuid(uuid, { signal }) : client.domainLookupByName(domain, { signal });
    return await ifThere(lookUp, isNoDomain);
};

/** Finds a domain by UUID or name, or throws `domain-not-found` with the names that come near. */
export const lookupDomain = async (client: LibvirtClient, domain: string, signal: AbortSignal): Promise<DomainRef> => {
    const ref = await findDomain(client, domain, signal);
    if (ref !== undefined) return ref;
    const all = await client.listAllDomains(0, { signal });
    const names = nearest(
        domain,
        all.map(({ name }) => name),
    );
    throw new ConfigDriveError(
        "domain-not-found",
        `find domain "${domain}": the host has no such domain. ${
            names.length > 0 ? `Nearest names there: ${names.join(", ")}.` : "It has no domains at all."
        }`,
    );
};

/** Reads both definitions of a domain. */
export const readDomain = async ({ client, ref, signal }: DomainHandle): Promise<DomainState> => {
    const [active, persistent] = await Promise.all([
        client.domainIsActive(ref, { signal }),
        client.domainIsPersistent(ref, { signal }),
    ]);
    const part = async (xmlFlags: number, flag: number): Promise<Part> => ({
        definition: readDefinition(await client.domainGetXmlDesc(ref, xmlFlags, { signal })),
        flag,
    });
    const [live, config] = await Promise.all([
        active ? part(0, AFFECT_LIVE) : undefined,
        persistent ? part(DOMAIN_XML_INACTIVE, AFFECT_CONFIG) : undefined,
    ]);
    return { ...(live && { live }), ...(config && { config }) };
};

/** The definitions that are there, the live one first. */
export const partsOf = ({ live, config }: DomainState): readonly Part[] =>
    [live, config].filter((part) => part !== undefined);
