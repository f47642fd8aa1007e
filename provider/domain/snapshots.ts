import { ifThere, isNoDomain, isNoDomainSnapshot } from "../libvirt/error.ts";
import { childElement, parseXml, serializeXml } from "../libvirt/xml.ts";
import { type Disk, readDefinition } from "./definition.ts";
import { type DomainHandle, readXmlOf } from "./read.ts";

/** Only a snapshot of a running machine has `inactiveDomain`. */
const disksIn = (xml: string): readonly Disk[] =>
    ["domain", "inactiveDomain"].flatMap((name) => {
        const definition = childElement(parseXml(xml), name);
        return definition === undefined ? [] : readDefinition(serializeXml(definition)).disks;
    });

/** Disks in the definitions that a domain's snapshots keep: a revert restores them, with the media that they had. */
export const listSnapshotDisks = async ({ client, ref, signal }: DomainHandle): Promise<readonly Disk[]> => {
    const snapshots = (await ifThere(client.domainListAllSnapshots(ref, { signal }), isNoDomain)) ?? [];
    const texts = snapshots.map((snapshot) =>
        ifThere(client.domainSnapshotGetXmlDesc(snapshot, { signal }), isNoDomainSnapshot),
    );
    return (await Promise.all(texts)).flatMap((xml) => (xml === undefined ? [] : readXmlOf(ref, () => disksIn(xml))));
};
