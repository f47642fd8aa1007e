import { inBatches } from "../domain/batches.ts";
import type { Definition, Disk, VolumeName } from "../domain/definition.ts";
import { listSavedDisks } from "../domain/kept-disks.ts";
import { holdsMedium } from "../domain/medium.ts";
import { notedTrays } from "../domain/noted-trays.ts";
import { isEmptyCdrom } from "../domain/own-disk.ts";
import { type DomainHandle, type DomainState, readDomain } from "../domain/read.ts";
import { ifReadable, incarnationOf, isSameDomain, type Reference } from "../domain/references.ts";
import type { DomainRef } from "../libvirt/client.ts";
import { ifThere, isNoDomain } from "../libvirt/error.ts";
import { LIST_DOMAINS_ACTIVE } from "../libvirt/flags.ts";
import { formatUuid } from "../model/uuid.ts";
import type { HostHandle } from "../volume/host.ts";
import { recallReferences, refersTo, type VolumeFile } from "../volume/in-use.ts";

/** A disk of a running machine that has a volume as its medium, or is to get it back. */
export interface Holder {
    readonly domain: DomainHandle;
    readonly disk: Disk;
    /** The disk with its medium. */
    readonly like: Disk;
    /** Whether the volume is in the disk, isn't in the cdrom any more, or is below another image in the disk. */
    readonly state: "inserted" | "empty" | "based on";
    /** Whether the persistent definition doesn't say so. */
    readonly isOnlyLive: boolean;
    /** Whether a note of a run says so. */
    readonly isNoted: boolean;
}

/** A volume's file, by its name in a pool too: the file may not exist. */
export interface NamedFile extends VolumeFile {
    readonly name: VolumeName;
}

/** Who has a volume. */
export interface Holders {
    readonly disks: readonly Holder[];
    /** Domains that are off and resume saved memory with the volume. */
    readonly saved: readonly DomainRef[];
    /** References by snapshots. */
    readonly snapshots: readonly Reference[];
    /** Whether a domain couldn't be read: it may have the volume too. */
    readonly isPartial: boolean;
}

type IsVolume = (disk: Pick<Disk, "source" | "volume">) => Promise<boolean>;

const filterOf = async (disks: readonly Disk[], isVolume: IsVolume): Promise<readonly Disk[]> => {
    const matches = await Promise.all(disks.map((disk) => isVolume(disk)));
    return disks.filter((_disk, index) => matches[index]);
};

const stateOf = async (disk: Disk, isVolume: IsVolume): Promise<Holder["state"] | undefined> => {
    if (await isVolume(disk)) return "inserted";
    const isBelow = await Promise.all(disk.backing.map((source) => isVolume({ source })));
    if (isBelow.includes(true)) return "based on";
    return isEmptyCdrom(disk) ? "empty" : undefined;
};

const holdersIn = async (
    domain: DomainHandle,
    live: Definition,
    config: Definition | undefined,
    isVolume: IsVolume,
): Promise<readonly Holder[]> => {
    const declared = await filterOf(config?.disks ?? [], isVolume);
    const noted = await filterOf(notedTrays(live), isVolume);
    const found = live.disks.map(async (disk): Promise<readonly Holder[]> => {
        const state = await stateOf(disk, isVolume);
        const isSame = ({ target, device }: Disk): boolean => target === disk.target && device === disk.device;
        const [inNote, inConfig] = [noted.find(isSame), declared.find(isSame)];
        const like = state === "empty" ? (inNote ?? inConfig) : disk;
        if (state === undefined || like === undefined) return [];
        return [{ domain, disk, like, state, isOnlyLive: inConfig === undefined, isNoted: inNote !== undefined }];
    });
    return (await Promise.all(found)).flat();
};

const resumesWith = async (domain: DomainHandle, isVolume: IsVolume): Promise<boolean> =>
    (
        await filterOf(
            (await listSavedDisks(domain)).map(({ disk }) => disk),
            isVolume,
        )
    ).length > 0;

interface Found {
    readonly disks: readonly Holder[];
    readonly saved: readonly DomainRef[];
}

const readHolders = async (host: HostHandle, ref: DomainRef, isVolume: IsVolume): Promise<Found> => {
    const domain = { ...host, ref };
    const { live, config }: DomainState = await readDomain(domain);
    if (live === undefined) return { disks: [], saved: (await resumesWith(domain, isVolume)) ? [ref] : [] };
    return { disks: await holdersIn(domain, live.definition, config?.definition, isVolume), saved: [] };
};

/** Domains to read: those that had the volume in a recent search, and those that were started since. */
const candidates = (
    users: readonly Reference[],
    active: readonly DomainRef[],
    running: ReadonlySet<string>,
): readonly DomainRef[] => {
    const isUser = (ref: DomainRef): boolean => users.some(({ domain }) => isSameDomain(domain, ref));
    const current = active.filter((ref) => isUser(ref) || !running.has(incarnationOf(ref)));
    const off = users.map(({ domain }) => domain).filter((ref) => active.every((each) => !isSameDomain(ref, each)));
    return [...current, ...new Map(off.map((ref) => [formatUuid(ref.uuid), ref])).values()];
};

/** Finds now who has a volume, also if it doesn't exist. Reads only a few domains of the host. */
export const findHolders = async (host: HostHandle, file: NamedFile): Promise<Holders> => {
    const known = await recallReferences(host, file);
    const active = await host.client.listAllDomains(LIST_DOMAINS_ACTIVE, { signal: host.signal });
    // A file that doesn't exist isn't any other one of that file name.
    const isVolume: IsVolume = async (disk) =>
        file.volume === undefined
            ? holdsMedium(disk, { path: file.path, volume: file.name })
            : await refersTo(host, disk, file);
    const nothing: Found = { disks: [], saved: [] };
    const found = await inBatches(candidates(known.users, active, known.running), (ref) =>
        ifReadable(host, ref, async () => (await ifThere(readHolders(host, ref, isVolume), isNoDomain)) ?? nothing),
    );
    return {
        disks: found.flatMap((each) => each?.disks ?? []),
        saved: found.flatMap((each) => each?.saved ?? []),
        snapshots: known.users.filter(({ keeper }) => keeper?.startsWith("snapshot")),
        isPartial: known.isPartial || found.includes(undefined),
    };
};
