import type { DomainRef, LibvirtClient } from "../libvirt/client.ts";
import { ifThere, isNoDomain } from "../libvirt/error.ts";
import { AFFECT_CONFIG, AFFECT_LIVE, DOMAIN_XML_INACTIVE } from "../libvirt/flags.ts";
import { UnreadableXmlError } from "../libvirt/xml.ts";
import { parseUuid } from "../model/uuid.ts";
import { ConfigDriveError } from "../text/errors.ts";
import { noSuch } from "../text/nearest.ts";
import { type Definition, readDefinition } from "./definition.ts";

/** A domain on a host, and the signal that ends the work on it. */
export interface DomainHandle {
    readonly client: LibvirtClient;
    readonly ref: DomainRef;
    readonly signal: AbortSignal;
    /** Shows a line about a wait. */
    readonly tell?: (line: string) => void;
}

/** One definition of a domain with the flag that addresses it. */
export interface Part {
    readonly definition: Definition;
    readonly flag: number;
}

/** A domain's definitions; it has at least one. */
export interface DomainState {
    /** The running machine; absent if the domain is shut off. */
    readonly live?: Part;
    /** The definition for the next start; absent if the domain is transient. */
    readonly config?: Part;
}

/** Finds a domain by UUID or name; a name can look like a UUID. */
export const findDomain = async (
    client: LibvirtClient,
    domain: string,
    signal: AbortSignal,
): Promise<DomainRef | undefined> => {
    const uuid = parseUuid(domain);
    const found = uuid && (await ifThere(client.domainLookupByUuid(uuid, { signal }), isNoDomain));
    return found ?? (await ifThere(client.domainLookupByName(domain, { signal }), isNoDomain));
};

/** Finds a domain by UUID or name, or throws `domain-not-found` with similar names. */
export const lookupDomain = async (client: LibvirtClient, domain: string, signal: AbortSignal): Promise<DomainRef> => {
    const ref = await findDomain(client, domain, signal);
    if (ref !== undefined) return ref;
    const all = await client.listAllDomains(0, { signal });
    throw new ConfigDriveError("domain-not-found", `find domain "${domain}": ${noSuch("domain", domain, all)}`);
};

/** Reads part of a domain's XML; an error names the domain. */
export const readXmlOf = <T>({ name }: DomainRef, read: () => T): T => {
    try {
        return read();
    } catch (error) {
        throw error instanceof UnreadableXmlError ? error.of(`domain "${name}"`) : error;
    }
};

/** Reads both definitions of a domain. A domain that is off has one, and libvirt returns it for any flags. */
export const readDomain = async ({ client, ref, signal }: DomainHandle): Promise<DomainState> => {
    const read = async (flags: number): Promise<Definition> => {
        const xml = await client.domainGetXmlDesc(ref, flags, { signal });
        return readXmlOf(ref, () => readDefinition(xml));
    };
    const shown = await read(0);
    if (!shown.isLive) return { config: { definition: shown, flag: AFFECT_CONFIG } };
    const live = { definition: shown, flag: AFFECT_LIVE };
    const [isPersistent, definition] = await Promise.all([
        client.domainIsPersistent(ref, { signal }),
        read(DOMAIN_XML_INACTIVE),
    ]);
    return isPersistent ? { live, config: { definition, flag: AFFECT_CONFIG } } : { live };
};

/** The definitions that exist, the live one first. */
export const partsOf = ({ live, config }: DomainState): readonly Part[] =>
    [live, config].filter((part) => part !== undefined);

/** Whether the next start of a domain that is off resumes its saved memory, with the media that it had then. */
export const isSaved = ({ client, ref, signal }: DomainHandle): Promise<boolean> =>
    client.domainHasManagedSaveImage(ref, { signal });
