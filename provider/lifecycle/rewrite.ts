import type { Seal } from "../image/seal.ts";
import type { DriveImage } from "../image/write.ts";
import type { PoolRef, VolumeRef } from "../libvirt/client.ts";
import type { CheckedInputs, State } from "../model/state.ts";
import { timeToUndo } from "../model/timeouts.ts";
import { findVolume, sizeOf } from "../volume/find.ts";
import type { HostHandle, UsablePool } from "../volume/host.ts";
import { lookupPool, refreshPool } from "../volume/pool.ts";
import { breakSeal, readSeal, reserve, rewriteVolume, writeSeal } from "../volume/rewrite.ts";
import { describeVolume, holdsImage, type StoredVolume } from "../volume/store.ts";
import { findHolders, type Holders } from "./holders.ts";
import { asError, IncompleteDrive } from "./incomplete.ts";
import { type Job, storeImage } from "./job.ts";
import { type ChangingVolume, emptyTrays, fillTrays, reinsert, traysOf } from "./trays.ts";

/** Whether an update changes the content of a volume that keeps its name, instead of storing another volume. */
export const isRewrite = (olds: State, news: CheckedInputs): boolean =>
    news.fixedVolume === true && olds.fixedVolume && news.pool === olds.pool && news.volume === olds.volume;

/** The volume, also if somebody restored its file without libvirt's knowledge. */
const findExisting = async (host: HostHandle, pool: PoolRef, name: string): Promise<VolumeRef | undefined> => {
    const found = await findVolume(host, pool, name);
    if (found !== undefined) return found;
    await refreshPool(host, pool);
    return await findVolume(host, pool, name);
};

/** A change of a volume's content. */
interface Change {
    readonly pool: UsablePool;
    readonly file: ChangingVolume;
    readonly image: DriveImage;
    /** Absent if the volume doesn't exist. */
    readonly old?: { readonly volume: VolumeRef; readonly size: number };
}

const warnOfSnapshots = ({ warn }: HostHandle, { snapshots }: Holders): void => {
    for (const { keeper, domain } of snapshots) {
        warn(
            `${keeper} of domain "${domain.name}" refers to this volume, so a revert to it gets the new content. If the snapshot includes memory, reboot the guest after a revert`,
        );
    }
};

/** Takes the old image away from every guest, and makes it unreadable. If that fails, everything is put back. */
const withdraw = async (host: HostHandle, olds: State, { pool, file, image, old }: Change): Promise<Holders> => {
    const before = await findHolders(host, file);
    let seal: Seal | undefined;
    try {
        if (old !== undefined) await reserve(host, pool, old.volume, { size: old.size, image });
        await emptyTrays(host, file);
        seal = old && (await readSeal(host, old.volume, old.size, image));
        if (old !== undefined && seal !== undefined) await breakSeal(host, old.volume, seal, image);
        // A machine that was started meanwhile may have found the old image still whole.
        await emptyTrays(host, file);
        return before;
    } catch (error) {
        const undoing = { ...host, signal: timeToUndo() };
        try {
            if (old !== undefined && seal !== undefined) await writeSeal(undoing, old.volume, seal);
            await fillTrays(undoing, file, traysOf(before, "empty"));
        } catch {
            throw new IncompleteDrive({ ...olds, drive: "volume holds no readable image" }, asError(error));
        }
        throw error;
    }
};

const warnOfEmpty = ({ warn }: HostHandle, { name }: ChangingVolume, { disks }: Holders): void => {
    const domains = [...new Set(disks.map(({ domain }) => `"${domain.ref.name}"`))].join(", ");
    if (domains === "") return;
    warn(`volume "${name.name}" isn't complete. Until pulumi up succeeds, the drive stays empty in domain ${domains}`);
};

const change = async (
    host: HostHandle,
    olds: State,
    { news, job, change: all }: { readonly news: CheckedInputs; readonly job: Job; readonly change: Change },
): Promise<StoredVolume> => {
    const { pool, file, image, old } = all;
    const holders = await withdraw(host, olds, all);
    try {
        const stored = old
            ? await describeVolume(host, await rewriteVolume(host, pool, old.volume, image))
            : await storeImage(host, news, job);
        warnOfSnapshots(host, holders);
        await reinsert(host, file);
        return stored;
    } catch (error) {
        warnOfEmpty(host, file, holders);
        const drive = old ? "volume holds no readable image" : "volume missing";
        throw new IncompleteDrive({ ...olds, drive }, asError(error));
    }
};

/**
 * Changes the content of a volume that keeps its name. Guests never read a part of an image: the medium is out of every
 * running machine's tray while the volume is written, and until the end nobody can recognise an image in it. Running
 * machines then get it back. Persistent definitions refer to it by its name and don't change.
 *
 * @throws IncompleteDrive if the volume or a tray isn't as it was, nor as it should be. The next run then repairs both.
 */
export const rewriteImage = async (
    host: HostHandle,
    olds: State,
    news: CheckedInputs,
    job: Job,
): Promise<StoredVolume> => {
    const { image } = job.built;
    const doing = `change the content of volume "${news.volume}" in pool "${news.pool}"`;
    const pool = await lookupPool(host, news.pool, doing);
    const volume = await findExisting(host, pool.ref, news.volume);
    // The pool's name now stands for another folder.
    if (volume !== undefined && volume.key !== olds.volumeKey) return await storeImage(host, news, job);
    const size = volume && (await sizeOf(host, volume));
    const old = volume && size !== undefined ? { volume, size } : undefined;
    const name = { pool: olds.pool, name: olds.volume };
    const file = { path: olds.volumePath, name, alias: olds.alias, ...(old && { volume: old.volume }) };
    const isCurrent = old !== undefined && (await holdsImage(host, old.volume, old.size, image));
    const stored = isCurrent
        ? await describeVolume(host, old.volume)
        : await change(host, olds, { news, job, change: { pool, file, image, ...(old && { old }) } });
    try {
        await fillTrays(host, file);
    } catch (error) {
        throw new IncompleteDrive({ ...olds, drive: "ejected in a running domain" }, asError(error));
    }
    return stored;
};
