import { findOwnDisk } from "../domain/own-disk.ts";
import { partsOf } from "../domain/read.ts";
import { aliasOf } from "../model/mark.ts";
import type { CheckedInputs, State } from "../model/state.ts";
import { prefixOf } from "../model/volume-name.ts";
import type { HostHandle } from "../volume/host.ts";
import type { OwnDomain } from "../volume/in-use.ts";
import { areOneFile } from "../volume/one-file.ts";
import { removeUnused } from "../volume/remove.ts";
import { asError, IncompleteDrive } from "./incomplete.ts";
import type { PreparedDomain } from "./prepare.ts";

/**
 * Volumes of this package under the domain's drive: those of a run that was killed before it could write the state, and
 * those of an adopted drive. A tray can hold anybody's file, so the name has to fit the disk: the file has the prefix
 * that the alias is derived from, or this drive's prefix in the drive's disk.
 */
export const leftoversIn = (
    { state, mark, adopted }: Pick<PreparedDomain, "state" | "mark" | "adopted">,
    { volume, volumePrefix }: Pick<CheckedInputs, "volume" | "volumePrefix">,
): readonly string[] => {
    const own = partsOf(state).flatMap(({ definition }) => findOwnDisk(definition, mark) ?? []);
    const ours = [...own, ...(adopted ?? [])].filter(({ alias, source }) => {
        const prefix = prefixOf(source);
        const isAliased = prefix !== undefined && alias === aliasOf(prefix);
        return isAliased || (prefix === volumePrefix && alias === mark.alias);
    });
    return [...new Set(ours.map(({ source }) => source))].filter((path) => !path.endsWith(`/${volume}`));
};

/** Volumes that a new state leaves behind. After a change back, the current one may be among the earlier ones. */
export const retiredBy = (olds: State, now: State): readonly string[] =>
    [...new Set([...olds.retiredVolumes, olds.volumeKey])].filter((key) => key !== now.volumeKey);

/** Whether an update only changed how the image's file is named: two pools may be one directory. */
const isOnlyRenamed = async (host: HostHandle, olds: State, now: State): Promise<boolean> =>
    olds.volume === now.volume && (await areOneFile(host, olds.volumeKey, now.volumeKey)) === true;

/** Deletes the volumes that an update left behind, if nothing refers to them any more. */
export const retire = async (host: HostHandle, own: OwnDomain | undefined, olds: State, now: State): Promise<State> => {
    const retiredVolumes = retiredBy(olds, now);
    if (retiredVolumes.length === 0) return { ...now, retiredVolumes };
    try {
        const earlier = retiredVolumes.filter((key) => key !== olds.volumeKey);
        const isReplaced = olds.volumeKey !== now.volumeKey && !(await isOnlyRenamed(host, olds, now));
        const replaced = isReplaced ? [olds.volumeKey] : [];
        // Without a domain, users of the old `cloudinitId` still need the old image. The next update deletes it.
        const [due, waiting] = own === undefined ? [earlier, replaced] : [[...earlier, ...replaced], []];
        const kept = await removeUnused(host, { pool: olds.pool, keys: due, own });
        return { ...now, retiredVolumes: [...kept, ...waiting] };
    } catch (error) {
        throw new IncompleteDrive({ ...now, retiredVolumes }, asError(error));
    }
};
