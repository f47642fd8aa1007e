import { mediaUnder } from "../domain/medium.ts";
import { findOwnDisk } from "../domain/own-disk.ts";
import { type DomainHandle, type DomainState, isSaved, partsOf } from "../domain/read.ts";
import { findOtherUser } from "../domain/references.ts";
import { listSnapshotDisks } from "../domain/snapshots.ts";
import { isDriveAlias } from "../model/mark.ts";
import type { CheckedInputs, State } from "../model/state.ts";
import { isOwnVolume } from "../model/volume-name.ts";
import type { HostHandle } from "../volume/host.ts";
import { areOneFile, removeUnreferenced } from "../volume/remove.ts";
import { asError, IncompleteDrive } from "./incomplete.ts";
import type { PreparedDomain } from "./prepare.ts";

/**
 * Volumes of this package under the domain's drive: those of a run that was killed before it could write the state, and
 * those of an adopted drive.
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

/** Names of the media that the definitions of one domain refer to. */
export const mediaOf = (state: DomainState): ReadonlySet<string> =>
    new Set(partsOf(state).flatMap(({ definition }) => definition.disks.flatMap(mediaUnder)));

/** Volumes that a new state leaves behind. After a change back, the current one may be among the earlier ones. */
export const retiredBy = (olds: State, now: State): readonly string[] =>
    [...new Set([...olds.retiredVolumes, olds.volumeKey])].filter((key) => key !== now.volumeKey);

/** Whether an update only changed how the image's file is named: two pools may be one directory. */
const isOnlyRenamed = async (host: HostHandle, olds: State, now: State): Promise<boolean> =>
    olds.volume === now.volume && (await areOneFile(host, olds.volumeKey, now.volumeKey));

/** A domain, and how it was while it had the drive. */
export interface SeenDomain {
    readonly domain: DomainHandle;
    readonly seen: DomainState;
}

/** Names of the media that a domain needs, now or after a revert to a snapshot. */
const mediaIn = async ({ domain, seen }: SeenDomain): Promise<ReadonlySet<string>> =>
    new Set([...mediaOf(seen), ...(await listSnapshotDisks(domain)).flatMap(mediaUnder)]);

/** Deletes the volumes that an update left behind, if nothing refers to them any more. */
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
        // Without a domain, users of the old `cloudinitId` still need the old image. The next update deletes it.
        const [due, waiting] = own === undefined ? [earlier, replaced] : [[...earlier, ...replaced], []];
        const kept = await removeUnreferenced(host, olds.pool, due, isReferenced);
        return { ...now, retiredVolumes: [...kept, ...waiting] };
    } catch (error) {
        throw new IncompleteDrive({ ...now, retiredVolumes }, asError(error));
    }
};
