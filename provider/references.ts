import { type Disk, readDefinition } from "./disk/definition.ts";
import { listSnapshotDisks } from "./disk/snapshots.ts";
import type { DomainRef } from "./libvirt/client.ts";
import { isNoDomain } from "./libvirt/error.ts";
import { DOMAIN_XML_INACTIVE } from "./libvirt/flags.ts";
import { ifThere } from "./libvirt/if-there.ts";
import type { HostHandle } from "./pool.ts";

/** What of a disk is kept where those of many domains are looked through. */
type FoundDisk = Pick<Disk, "source" | "alias">;

/** Domains that are asked at once: enough to keep the connection busy, and no memory for a host that claims thousands. */
const BATCH = 8;

const ofAllDomains = async <T>(
    { client, signal }: HostHandle,
    ask: (domain: DomainRef) => Promise<readonly T[]>,
): Promise<readonly T[]> => {
    const domains = await client.listAllDomains(0, { signal });
    const found: T[] = [];
    for (let at = 0; at < domains.length; at += BATCH) {
        found.push(...(await Promise.all(domains.slice(at, at + BATCH).map(ask))).flat());
    }
    return found;
};

const disksOf = async ({ client, signal }: HostHandle, domain: DomainRef): Promise<readonly FoundDisk[]> => {
    const texts = [0, DOMAIN_XML_INACTIVE].map((flags) =>
        ifThere(client.domainGetXmlDesc(domain, flags, { signal }), isNoDomain),
    );
    return (await Promise.all(texts))
        .flatMap((xml) => (xml === undefined ? [] : readDefinition(xml).disks))
        .map(({ source, alias }) => ({ source, alias }));
};

/** All disks of all domains of the host, in what runs and in what the next start takes. */
export const listDisks = (host: HostHandle): Promise<readonly FoundDisk[]> =>
    ofAllDomains(host, (domain) => disksOf(host, domain));

/** Paths of all media that domains of the host, and their snapshots, refer to. */
export const referencedPaths = async (host: HostHandle): Promise<ReadonlySet<string>> => {
    const disks = await ofAllDomains(host, async (ref) => {
        const all = await Promise.all([disksOf(host, ref), listSnapshotDisks({ ...host, ref })]);
        return all.flat().map(({ source }) => source);
    });
    return new Set(disks);
};
