import { findOwnDisk, isEmptyCdrom } from "../domain/own-disk.ts";
import { partsOf } from "../domain/read.ts";
import { type BuiltDrive, rebuildDrive } from "../image/build.ts";
import { aliasOf } from "../model/mark.ts";
import type { CheckedInputs, State } from "../model/state.ts";
import type { HostHandle } from "../volume/host.ts";
import { reportAdopted } from "./adopted.ts";
import { asError, IncompleteDrive } from "./incomplete.ts";
import { isInterrupted } from "./intent.ts";
import { attachAndRun, intending, type Job, prepareJob, storeImage } from "./job.ts";
import type { PreparedDomain } from "./prepare.ts";
import { retire } from "./retire.ts";
import { type Run, runAfterCreate } from "./start.ts";
import { storedState } from "./stored.ts";
import { afterBoot } from "./update.ts";

/**
 * The empty tray with the drive's alias that the domain has, by its target. A killed run would have left its medium or
 * a note.
 */
const declaredTrayIn = ({ state, mark }: PreparedDomain): string | undefined => {
    const disk = partsOf(state)
        .flatMap(({ definition }) => findOwnDisk(definition, mark) ?? [])
        .at(-1);
    if (disk === undefined || disk.alias !== mark.alias || !isEmptyCdrom(disk)) return undefined;
    return isInterrupted(state, mark) ? undefined : disk.target;
};

const storeAndAttach = async (host: HostHandle, news: CheckedInputs, job: Job, run: Run): Promise<State> => {
    const { built, prepared, alias, leftovers } = job;
    const stored = await storeImage(host, news, job);
    const detached = storedState(news, stored, built.image, alias);
    if (prepared === undefined) return detached;
    const declaredTray = declaredTrayIn(prepared);
    const state: State = { ...detached, ...(declaredTray !== undefined && { declaredTray }) };
    try {
        const attached = await attachAndRun(host, news, { prepared, built }, { stored, run, state });
        const own = { domain: prepared.domain, seen: attached.seen };
        const left = await retire(host, own, { ...attached.state, retiredVolumes: leftovers }, attached.state);
        await reportAdopted(host, job, left);
        return left;
    } catch (error) {
        if (error instanceof IncompleteDrive) throw error;
        throw new IncompleteDrive(state, asError(error));
    }
};

/**
 * Builds, uploads and attaches the drive, starts the domain if the program says so, and sees its guest through its
 * first boot.
 *
 * @param built The drive that the inputs make, if it is built already.
 */
export const createDrive = async (
    host: HostHandle,
    news: CheckedInputs,
    built: BuiltDrive = rebuildDrive(news),
): Promise<State> => {
    const job = await prepareJob(host, news, built, { alias: aliasOf(news.volumePrefix), media: [] });
    const run = runAfterCreate(news);
    const state = await intending(host, news, job, () => storeAndAttach(host, news, job, run));
    const { prepared } = job;
    return prepared === undefined ? state : await afterBoot(host, { news, built, prepared, run, state });
};
