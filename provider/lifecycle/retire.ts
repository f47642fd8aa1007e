import { mediaUnder, nameOfMedium } from "../domain/medium.ts";
import { findOwnDisk, type Mark } from "../domain/own-disk.ts";
import { type DomainHandle, type DomainState, partsOf, readDomain } from "../domain/read.ts";
import { findOtherUser } from "../domain/references.ts";
import { listSnapshotDisks } from "../domain/snapshots.ts";
import { isDriveAlias } from "../model/mark.ts";
import type { CheckedInputs, State } from "../model/state.ts";
import { timeToUndo } from "../timeouts.ts";
import type { HostHandle } from "../volume/pool.ts";
import { areOneFile, removeUnreferenced } from "../volume/removal.ts";
import { isOwnVolume } from "../volume/store.ts";
import { asError, IncompleteDrive, isUndecided } from "./incomplete.ts";
import type { PreparedDomain } from "./prepare.ts";

/**
 * Volumes of this package under the drive that the domain has: what a run left there that was killed before it could
 * tell, and what an adopted drive held.
 */
export const leftoversIn = (
    { state, mark, adopted }: PreparedDomain,
    { volume, volumePrefix }: CheckedInputs,
): readonly string[] => {
    const found = partsOf(state).map(({ definition }) => findOwnDisk(definition, mark)?.source ?? "");
    const inherited = (adopted ?? []).filter(({ alias }) => isDriveAlias(alias)).map(({ source }) => source);
    return found.filter(
        (path) => (inherited.includes(path) || isOwnVolume(path, volumePrefix)) && !path.endsWith(`/${volume}`),
    );
};

/** Names of the media that the definitions of one domain hold. */
const mediaOf = (state: DomainState): ReadonlySet<string> =>
    new Set(partsOf(state).flatMap(({ definition }) => definition.disks.flatMap(mediaUnder)));

/** Volumes that a new state leaves behind; after a way back, the earlier ones may have the current one among them. */
const retiredBy = (olds: State, now: State): readonly string[] =>
    [...new Set([...olds.retiredVolumes, olds.volumeKey])].filter((key) => key !== now.volumeKey);

/** Whether an update only gave the image's file another name: two pools may be one folder. */
const isOnlyRenamed = async (host: HostHandle, olds: State, now: State): Promise<boolean> =>
    olds.volume === now.volume && (await areOneFile(host, olds.volumeKey, now.volumeKey));

/** Whether a domain that is off goes on from its saved memory, with the media that it had then, at its next start. */
export const isSaved = ({ client, ref, signal }: DomainHandle): Promise<boolean> =>
    client.domainHasManagedSaveImage(ref, { signal });

/** A domain, and how it was when its drive was in. */
export interface SeenDomain {
    readonly domain: DomainHandle;
    readonly seen: DomainState;
}

/** Names of the media that a domain needs, or will after it is reverted to a snapshot. */
const mediaIn = async ({ domain, seen }: SeenDomain): Promise<ReadonlySet<string>> =>
    new Set([...mediaOf(seen), ...(await listSnapshotDisks(domain)).flatMap(mediaUnder)]);

/** Takes the volumes away that an update left behind, as far as nothing refers to them any more. */
export const retire = async (
    host: HostHandle,
    own: SeenDomain | undefined,
    olds: State,
    now: State,
): Promise<State> => {
    const retiredVolumes = retiredBy(olds, now);
    if (retiredVolumes.length === 0) return { ...now, retiredVolumes };
    try {
        if (own !== undefined && (await isSaved(own.domain))) return { ...now, retiredVolumes };
        const ownMedia = own && (await mediaIn(own));
        const isReferenced = async (names: readonly string[]): Promise<boolean> =>
            names.some((name) => ownMedia?.has(name)) ||
            (await findOtherUser(host, names, own?.domain.ref)) !== undefined;
        const earlier = retiredVolumes.filter((key) => key !== olds.volumeKey);
        const isReplaced = olds.volumeKey !== now.volumeKey && !(await isOnlyRenamed(host, olds, now));
        const replaced = isReplaced ? [olds.volumeKey] : [];
        // Without a domain of our own the new id has yet to travel to whoever uses it; the old image stays until then.
        const [due, waiting] = own === undefined ? [earlier, replaced] : [[...earlier, ...replaced], []];
        const kept = await removeUnreferenced(host, olds.pool, due, isReferenced);
        return { ...now, retiredVolumes: [...kept, ...waiting] };
    } catch (error) {
        throw new IncompleteDrive({ ...now, retiredVolumes }, asError(error));
    }
};

/** How the definitions of a domain have a drive. */
const placesOf = (state: DomainState, mark: Mark): string =>
    JSON.stringify(
        partsOf(state).map(({ definition, flag }) => {
            const disk = findOwnDisk(definition, mark);
            return disk && [flag, disk.device, disk.bus, disk.target, nameOfMedium(disk)];
        }),
    );

/** After a failed attach: if nothing happened to the domain, the new image goes; else the state must know of both. */
export const undoOrReport = async (
    host: HostHandle,
    { domain, state: before, mark }: PreparedDomain,
    olds: State,
    state: State,
    error: Error,
): Promise<never> => {
    const retiredVolumes = retiredBy(olds, state);
    if (error instanceof IncompleteDrive) {
        throw new IncompleteDrive({ ...error.state, retiredVolumes }, asError(error.cause));
    }
    // The medium may yet change, and must be there then.
    if (isUndecided(error)) throw new IncompleteDrive({ ...state, retiredVolumes }, error);
    const signal = timeToUndo();
    const now = await readDomain({ ...domain, signal }).catch(() => undefined);
    if (now === undefined || placesOf(now, mark) !== placesOf(before, mark)) {
        throw new IncompleteDrive({ ...state, retiredVolumes }, error);
    }
    if ([olds.volumeKey, ...olds.retiredVolumes].includes(state.volumeKey)) throw error;
    const inDomain = mediaOf(now);
    const isReferenced = (names: readonly string[]): boolean => names.some((name) => inDomain.has(name));
    const kept = await removeUnreferenced({ ...host, signal }, state.pool, [state.volumeKey], isReferenced).catch(
        () => [state.volumeKey],
    );
    if (kept.length === 0) throw error;
    throw new IncompleteDrive({ ...state, retiredVolumes }, error);
};
