import { ifThere, isNoDomain, isNoDomainSnapshot, LibvirtError } from "../libvirt/error.ts";
import { childElement, parseXml, serializeXml } from "../libvirt/xml.ts";
import { type Disk, readDefinition } from "./definition.ts";
import { type DomainHandle, isSaved, readXmlOf } from "./read.ts";

/** A disk in any of a domain's definitions. */
export interface HeldDisk {
    readonly disk: Disk;
    /** What keeps that definition until a revert or a resume restores it, e.g. `snapshot "before"`. */
    readonly keeper?: string;
}

/** Only a snapshot of a running machine has `inactiveDomain`. */
const disksIn = (xml: string): readonly Disk[] =>
    ["domain", "inactiveDomain"].flatMap((name) => {
        const definition = childElement(parseXml(xml), name);
        return definition === undefined ? [] : readDefinition(serializeXml(definition)).disks;
    });

/** Disks in a domain's snapshots. */
export const listSnapshotDisks = async ({ client, ref, signal }: DomainHandle): Promise<readonly HeldDisk[]> => {
    const snapshots = (await ifThere(client.domainListAllSnapshots(ref, { signal }), isNoDomain)) ?? [];
    const found = snapshots.map(async (snapshot): Promise<readonly HeldDisk[]> => {
        const xml = await ifThere(client.domainSnapshotGetXmlDesc(snapshot, { signal }), isNoDomainSnapshot);
        const disks = xml === undefined ? [] : readXmlOf(ref, () => disksIn(xml));
        return disks.map((disk) => ({ disk, keeper: `snapshot "${snapshot.name}"` }));
    });
    return (await Promise.all(found)).flat();
};

/** Disks in a domain's saved memory (`virsh managedsave`), with which its next start resumes. */
export const listSavedDisks = async (domain: DomainHandle): Promise<readonly HeldDisk[]> => {
    const { client, ref, signal } = domain;
    const hasMemory = async (): Promise<boolean> => (await ifThere(isSaved(domain), isNoDomain)) === true;
    if (!(await hasMemory())) return [];
    const xml = await client.domainManagedSaveGetXmlDesc(ref, { signal }).catch(async (error: unknown) => {
        // It may have resumed since.
        if (!(error instanceof LibvirtError) || (await hasMemory())) throw error;
        return undefined;
    });
    const disks = xml === undefined ? [] : readXmlOf(ref, () => readDefinition(xml).disks);
    return disks.map((disk) => ({ disk, keeper: "the saved memory" }));
};
