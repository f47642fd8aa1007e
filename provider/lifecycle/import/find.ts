import type { Definition, Disk } from "../../domain/definition.ts";
import { showMedium } from "../../domain/medium.ts";
import { lookupDomain, partsOf, readDomain } from "../../domain/read.ts";
import type { VolumeRef } from "../../libvirt/client.ts";
import { ConfigDriveError } from "../../text/errors.ts";
import { nearest, noSuch } from "../../text/nearest.ts";
import { findUnder } from "../../volume/download.ts";
import { findVolume, lookupVolume } from "../../volume/find.ts";
import type { HostHandle } from "../../volume/host.ts";
import { findPool, requireActive } from "../../volume/pool.ts";
import { findDisk } from "./disk.ts";
import type { ImportPlace } from "./place.ts";
import { unlisted } from "./unlisted.ts";

/** A drive's volume, and its disk in a domain. */
export interface FoundDrive {
    readonly volume: VolumeRef;
    readonly attached?: {
        readonly disk: Disk;
        readonly definition: Definition;
        /** By name or UUID, as the program has it: another form would replace the drive. */
        readonly domain: string;
    };
}

type Of<Kind extends ImportPlace["kind"]> = Extract<ImportPlace, { readonly kind: Kind }>;

const refuse = (doing: string, happened: string): ConfigDriveError =>
    new ConfigDriveError("not-importable", `${doing}: ${happened}`);

const findInDomain = async (host: HostHandle, place: Of<"domain">, doing: string): Promise<FoundDrive> => {
    const { connection, domain, target } = place;
    const ref = await lookupDomain(host.client, domain, host.signal);
    const state = await readDomain({ ...host, ref });
    const disk = await findDisk(host, state, { target, id: `${connection}|${domain}`, doing });
    const volume = await findUnder(host, disk);
    if (volume === undefined) {
        throw refuse(doing, `${disk.target} has ${showMedium(disk)}, but ${await unlisted(host, disk)}`);
    }
    const definition = partsOf(state)
        .map((part) => part.definition)
        .find(({ disks }) => disks.includes(disk));
    return { volume, ...(definition && { attached: { disk, definition, domain } }) };
};

const findInPool = async (
    host: HostHandle,
    { pool, volume: name }: Of<"volume">,
    doing: string,
): Promise<VolumeRef> => {
    const { client, signal } = host;
    const ref = await findPool(host, pool);
    if (ref === undefined) {
        const happened = noSuch("pool", pool, await client.listAllStoragePools(0, { signal }));
        throw refuse(doing, `${happened} If the domain's name contains |, use its UUID.`);
    }
    await requireActive(host, ref, doing);
    const volume = await findVolume(host, ref, name);
    if (volume !== undefined) return volume;
    const others = await client.storagePoolListAllVolumes(ref, { signal });
    const names = nearest(
        name,
        others.map((other) => other.name),
    );
    const remedy = names.length === 0 ? "It has no volumes at all." : `Nearest names: ${names.join(", ")}.`;
    throw refuse(doing, `pool "${pool}" has no such volume. ${remedy}`);
};

/** Finds the drive that an import names. Throws `not-importable` or `domain-not-found` with what the host has. */
export const findDrive = async (host: HostHandle, place: ImportPlace, doing: string): Promise<FoundDrive> => {
    if (place.kind === "domain") return await findInDomain(host, place, doing);
    if (place.kind === "volume") return { volume: await findInPool(host, place, doing) };
    const volume = await lookupVolume(host, place.path);
    if (volume === undefined) {
        const happened = await unlisted(host, { source: place.path });
        throw refuse(doing, `${place.path} isn't a volume that libvirt can read: ${happened}`);
    }
    return { volume };
};
