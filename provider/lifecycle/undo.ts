import { nameOfMedium } from "../domain/medium.ts";
import { findOwnDisk, type Mark } from "../domain/own-disk.ts";
import { type DomainState, partsOf, readDomain } from "../domain/read.ts";
import type { State } from "../model/state.ts";
import { timeToUndo } from "../model/timeouts.ts";
import type { HostHandle } from "../volume/host.ts";
import { removeUnused } from "../volume/remove.ts";
import { asError, IncompleteDrive, isUndecided } from "./incomplete.ts";
import type { PreparedDomain } from "./prepare.ts";
import { retiredBy } from "./retire.ts";

/** Where the definitions of a domain have a drive, and with which medium. */
const placesOf = (state: DomainState, mark: Mark): string =>
    JSON.stringify(
        partsOf(state).map(({ definition, flag }) => {
            const disk = findOwnDisk(definition, mark);
            return disk && [flag, disk.device, disk.bus, disk.target, nameOfMedium(disk)];
        }),
    );

/** After a failed attach: deletes the new image if the domain is unchanged; else the state has to record both. */
export const undoOrReport = async (
    host: HostHandle,
    { domain, state: before, mark }: PreparedDomain,
    olds: State,
    { state, isNew }: { readonly state: State; readonly isNew: boolean },
    error: Error,
): Promise<never> => {
    const retiredVolumes = retiredBy(olds, state);
    if (error instanceof IncompleteDrive) {
        throw new IncompleteDrive({ ...error.state, retiredVolumes }, asError(error.cause));
    }
    // The host may still change the medium, and the new one must exist then.
    if (isUndecided(error)) throw new IncompleteDrive({ ...state, retiredVolumes }, error);
    const signal = timeToUndo();
    const now = await readDomain({ ...domain, signal }).catch(() => undefined);
    if (now === undefined || placesOf(now, mark) !== placesOf(before, mark)) {
        throw new IncompleteDrive({ ...state, retiredVolumes }, error);
    }
    // A volume that existed before this run isn't ours to delete: another drive's, or a killed run's, which a note records.
    if (!isNew || [olds.volumeKey, ...olds.retiredVolumes].includes(state.volumeKey)) throw error;
    const own = { domain: { ...domain, signal }, seen: now };
    const removal = { pool: state.pool, keys: [state.volumeKey], own };
    const kept = await removeUnused({ ...host, signal }, removal).catch(() => removal.keys);
    if (kept.length === 0) throw error;
    throw new IncompleteDrive({ ...state, retiredVolumes }, error);
};
