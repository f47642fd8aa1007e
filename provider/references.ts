import { type Disk, readDefinition } from "./disk/definition.ts";
import { readXmlOf } from "./disk/domain.ts";
import { nameOfMedium } from "./disk/medium-name.ts";
import { listSnapshotDisks } from "./disk/snapshots.ts";
import type { DomainRef } from "./libvirt/client.ts";
import { isAccessDenied, isNoDomain } from "./libvirt/error.ts";
import { DOMAIN_XML_INACTIVE } from "./libvirt/flags.ts";
import { ifThere } from "./libvirt/if-there.ts";
import { UnreadableXmlError } from "./libvirt/xml.ts";
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
    const disksIn = (xml: string): readonly Disk[] => readXmlOf(domain, () => readDefinition(xml).disks);
    return (await Promise.all(texts)).flatMap((xml) => (xml === undefined ? [] : disksIn(xml))).map(found);
};

/** All disks of all domains of the host, in what runs and in what the next start takes. */
export const listDisks = (host: HostHandle): Promise<readonly FoundDisk[]> =>
    ofAllDomains(host, (domain) => disksOf(host, domain));

/** Tells of a medium, by its name, whether something refers to it. */
export type ReferencedMedia = Pick<ReadonlySet<string>, "has">;

/** What a domain that can't be read refers to: nobody knows, so that it may be anything. */
const ANYTHING: ReferencedMedia = { has: () => true };

const isUnreadable = (error: unknown): error is Error => error instanceof UnreadableXmlError || isAccessDenied(error);

/** Names of the media that a domain and its snapshots refer to; undefined, with a warning, where it can't be read. */
const mediaOf = async (host: HostHandle, ref: DomainRef): Promise<readonly string[] | undefined> => {
    try {
        const [disks, ofSnapshots] = await Promise.all([disksOf(host, ref), listSnapshotDisks({ ...host, ref })]);
        return [...disks, ...ofSnapshots.map(found)].map(({ medium }) => medium);
    } catch (error) {
        if (!isUnreadable(error)) throw error;
        host.warn(
            `domain "${ref.name}" can't be read and may refer to any image: those that this drive had before stay for now (${error.message})`,
        );
        return undefined;
    }
};

/** The media that domains of the host, and their snapshots, refer to. */
export const referencedMedia = async (host: HostHandle): Promise<ReferencedMedia> => {
    const media = await ofAllDomains(host, async (ref) => [await mediaOf(host, ref)]);
    return media.includes(undefined) ? ANYTHING : new Set(media.flatMap((names) => names ?? []));
};
