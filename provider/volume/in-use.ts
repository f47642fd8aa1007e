import { posix } from "node:path";
import { listSavedDisks, listSnapshotDisks } from "../domain/kept-disks.ts";
import { nameOfVolume } from "../domain/medium.ts";
import { findOwnDisk, type Mark } from "../domain/own-disk.ts";
import { type DomainHandle, type DomainState, partsOf } from "../domain/read.ts";
import {
    fileNameOf,
    ifReadable,
    isSameDomain,
    KnownReferences,
    type Reference,
    type References,
    referencesOf,
} from "../domain/references.ts";
import type { VolumeRef } from "../libvirt/client.ts";
import { volumeNameOf } from "../model/volume-name.ts";
import { findUnder } from "./download.ts";
import type { HostHandle } from "./host.ts";
import { areOneFile } from "./one-file.ts";

/** A volume's file. */
export interface VolumeFile {
    readonly path: string;
    /** Absent if libvirt doesn't see it in any pool. */
    readonly volume?: VolumeRef;
}

/**
 * Whether a reference is to a file. The same path or volume is the same file. Another path to a file of the same name
 * can lead to it too, through a link or a second pool. If libvirt can't tell, it does: to delete a file in use is worse
 * than to keep one.
 */
export const refersTo = async (
    host: HostHandle,
    reference: Pick<Reference, "source" | "volume">,
    { path, volume }: VolumeFile,
): Promise<boolean> => {
    if (fileNameOf(reference) !== volumeNameOf(path)) return false;
    const isSame =
        reference.volume === undefined
            ? posix.normalize(reference.source) === posix.normalize(path)
            : volume !== undefined && nameOfVolume(reference.volume) === nameOfVolume(volume);
    if (isSame || volume === undefined) return true;
    const other = await findUnder(host, reference);
    return other === undefined || (await areOneFile(host, volume.key, other.key)) !== false;
};

const firstTo = async (
    host: HostHandle,
    file: VolumeFile,
    references: readonly Reference[],
): Promise<Reference | undefined> => {
    for (const reference of references) if (await refersTo(host, reference, file)) return reference;
    return undefined;
};

/** References to files with the name of this one. */
const namesakes = ({ users }: References, { path }: VolumeFile): readonly Reference[] =>
    users.get(volumeNameOf(path)) ?? [];

const knownOn = ({ references }: HostHandle): KnownReferences => references ?? new KnownReferences();

/** The domain of a drive, as this run read it. */
export interface OwnDomain {
    readonly domain: DomainHandle;
    readonly seen: DomainState;
    /**
     * Set if the drive is being deleted. Its own disk then doesn't count: a guest may not have released it yet. Nor does
     * a snapshot or saved memory that comes back with an empty tray.
     */
    readonly leaving?: Mark;
}

/** References of the drive's own domain; with a warning, if its snapshots or saved memory can't be read. */
const referencesOfOwn = async (
    host: HostHandle,
    { domain, seen, leaving }: OwnDomain,
): Promise<{ readonly references: readonly Reference[]; readonly isPartial: boolean }> => {
    const inUse = partsOf(seen).flatMap(({ definition }) => {
        const own = leaving && findOwnDisk(definition, leaving);
        return definition.disks.filter((disk) => disk !== own).flatMap((disk) => referencesOf(domain.ref, { disk }));
    });
    const kept = await ifReadable(host, domain.ref, async () => {
        const disks = await Promise.all([listSnapshotDisks(domain), listSavedDisks(domain)]);
        const all = disks.flat().flatMap((disk) => referencesOf(domain.ref, disk));
        return leaving === undefined ? all : all.filter(({ isDispensable }) => !isDispensable);
    });
    return { references: [...inUse, ...(kept ?? [])], isPartial: kept === undefined };
};

/** What keeps a volume from being deleted: a reference; `anybody` if none is known, but a domain can't be read. */
export type Use = Reference | "anybody" | undefined;

/**
 * Finds what uses a volume: a disk of any domain of the host, in its running machine or its persistent definition, or in
 * a snapshot or saved memory of it. A recent search is enough to say that nothing does. A domain that did may have
 * dropped the volume since, so that answer is checked again.
 */
export const useFinder = (host: HostHandle, own?: OwnDomain): ((file: VolumeFile) => Promise<Use>) => {
    let reading: ReturnType<typeof referencesOfOwn> | undefined;
    return async (file) => {
        reading ??= own && referencesOfOwn(host, own);
        const inOwn = await reading;
        const used = await firstTo(host, file, inOwn?.references ?? []);
        if (used !== undefined) return used;
        const inOthers = async (found: References): Promise<Use> => {
            const others = namesakes(found, file).filter(({ domain }) => !isSameDomain(domain, own?.domain.ref));
            const user = await firstTo(host, file, others);
            return user ?? (found.isPartial || inOwn?.isPartial === true ? "anybody" : undefined);
        };
        const known = knownOn(host);
        const use = await inOthers(await known.recall(host));
        return use === undefined || use === "anybody" ? use : await inOthers(await known.look(host));
    };
};

/** Who refers to a volume. */
export interface FoundReferences extends Omit<References, "users"> {
    readonly users: readonly Reference[];
}

const referencesIn = async (host: HostHandle, file: VolumeFile, found: References): Promise<FoundReferences> => {
    const all = namesakes(found, file);
    const refers = await Promise.all(all.map((reference) => refersTo(host, reference, file)));
    return { ...found, users: all.filter((_reference, index) => refers[index]) };
};

/** Searches now for all references to a volume. */
export const findReferences = async (host: HostHandle, file: VolumeFile): Promise<FoundReferences> =>
    referencesIn(host, file, await knownOn(host).look(host));

/** The references to a volume in a recent search, which one drive of a run makes for all. */
export const recallReferences = async (host: HostHandle, file: VolumeFile): Promise<FoundReferences> =>
    referencesIn(host, file, await knownOn(host).recall(host));

/** Says what uses a volume, as a clause. */
export const showUse = ({ domain, keeper, target }: Reference): string =>
    keeper === undefined
        ? `domain "${domain.name}" uses it at ${target}`
        : `${keeper} of domain "${domain.name}" needs it`;
