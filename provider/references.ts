import { type Disk, readDefinition } from "./disk/definition.ts";
import { nameOfMedium } from "./disk/medium-name.ts";
import { listSnapshotDisks } from "./disk/snapshots.ts";
import type { DomainRef } from "./libvirt/client.ts";
import { isNoDomain } from "./libvirt/error.ts";
import { DOMAIN_XML_INACTIVE } from "./libvirt/flags.ts";
import { ifThere } from "./libvirt/if-there.ts";
import type { HostHandle } from "./pool.ts";

/** What of a disk is kept where those of many domains are looked through. */
interface FoundDisk {
    /** How it names its medium. */
    readonly medium: string;
    readonly alias: string;
}

const found = (disk: Disk): FoundDisk => ({ medium: nameOfMedium(disk), alias: disk.alias });

/** Domains that are asked at once: enough to keep the connection busy, and no memory for a host that claims thousands. */
const BATCH = 8;

const ofAllDomains = async <T>(
    { client, signal }: HostHandle,
    ask: (domain: DomainRef) => Promise<readonly T[]>,
): Promise<readonly T[]> => {
    const domains = await client.listAllDomains(0, { signal });
    const all: T[] = [];
    for (let at = 0; at < domains.length; at += BATCH) {
        all.push(...(await Promise.all(domains.slice(at, at + BATCH).map(ask))).flat());
    }
    return all;
};

const disksOf = async ({ client, signal }: HostHandle, domain: DomainRef): Promise<readonly FoundDisk[]> => {
    const texts = [0, DOMAIN_XML_INACTIVE].map((flags) =>
        ifThere(client.domainGetXmlDesc(domain, flags, { signal }), isNoDomain),
    );
    return (await Promise.all(texts)).flatMap((xml) => (xml === undefined ? [] : readDefinition(xml).disks)).map(found);
};

/** All disks of all domains of the host, in what runs and in what the next start takes. */
export const listDisks = (host: HostHandle): Promise<readonly FoundDisk[]> =>
    ofAllDomains(host, (domain) => disksOf(host, domain));

/** Names of all media that domains of the host, and their snapshots, refer to. */
export const referencedMedia = async (host: HostHandle): Promise<ReadonlySet<string>> => {
    const media = await ofAllDomains(host, async (ref) => {
        const [disks, ofSnapshots] = await Promise.all([disksOf(host, ref), listSnapshotDisks({ ...host, ref })]);
        return [...disks, ...ofSnapshots.map(found)].map(({ medium }) => medium);
    });
    return new Set(media);
};
