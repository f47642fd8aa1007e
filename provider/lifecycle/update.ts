import { type BuiltDrive, rebuildDrive } from "../image/build.ts";
import type { CheckedInputs, State } from "../model/state.ts";
import type { HostHandle } from "../volume/host.ts";
import { reportAdopted } from "./adopted.ts";
import { detachFrom } from "./detach.ts";
import { asError } from "./incomplete.ts";
import { settleIntents } from "./intent.ts";
import { attachAndRun, intending, type Job, prepareJob, storeImage } from "./job.ts";
import { retire } from "./retire.ts";
import { isRewrite, rewriteImage } from "./rewrite.ts";
import { runAfterUpdate } from "./start.ts";
import { recordedMark, storedState } from "./stored.ts";
import { undoOrReport } from "./undo.ts";

const storeAndSwap = async (host: HostHandle, olds: State, news: CheckedInputs, job: Job): Promise<State> => {
    const { built, prepared, alias, leftovers } = job;
    const store = isRewrite(olds, news) ? rewriteImage(host, olds, news, job) : storeImage(host, news, job);
    const stored = await store;
    const { startDomain, startedDomain, declaredTray, retiredVolumes } = olds;
    const state: State = {
        ...storedState(news, stored, built.image, alias),
        startDomain,
        ...(declaredTray !== undefined && { declaredTray }),
        ...(startedDomain !== undefined && { startedDomain }),
        retiredVolumes,
    };
    if (prepared === undefined) {
        return await retire(host, undefined, olds, { ...state, startDomain: false });
    }
    const { domain } = prepared;
    const known = { ...olds, retiredVolumes: [...retiredVolumes, ...leftovers] };
    const run = runAfterUpdate(olds, news, prepared);
    const attached = await attachAndRun(host, news, { prepared, built }, { stored, run, state }).catch(
        (error: unknown) => undoOrReport(host, prepared, known, { state, isNew: stored.isNew }, asError(error)),
    );
    const left = await retire(host, { domain, seen: attached.seen }, known, attached.state);
    await reportAdopted(host, job, left);
    return left;
};

/**
 * Updates a drive to a new declaration. The guest keeps running and sees the new medium.
 *
 * @param built The drive that the inputs make, if it is built already.
 */
export const updateDrive = async (
    host: HostHandle,
    olds: State,
    news: CheckedInputs,
    built: BuiltDrive = rebuildDrive(news),
): Promise<State> => {
    const job = await prepareJob(host, news, built, recordedMark(olds));
    const left = job.prepared === undefined ? await detachFrom(host, olds) : undefined;
    const state = await intending(host, news, job, () => storeAndSwap(host, olds, news, job));
    if (left === undefined) return state;
    await settleIntents(host, left, state, [state.volumeKey, ...state.retiredVolumes]);
    return state;
};
