import { type BuiltDrive, rebuildDrive } from "../image/build.ts";
import type { SeenGuest } from "../model/guest.ts";
import { type CheckedInputs, isTakenOut, type State } from "../model/state.ts";
import type { HostHandle } from "../volume/host.ts";
import { reportAdopted } from "./adopted.ts";
import { detachFrom } from "./detach.ts";
import { declaredState, discardImage, driveAfterBoot, ejectedInputs } from "./eject-after-boot.ts";
import { afterWait, guestAfterUpdate, seeThrough, type WatchedDrive } from "./guest.ts";
import { asError, IncompleteDrive } from "./incomplete.ts";
import { settleIntents } from "./intent.ts";
import { attachAndRun, intending, type Job, prepareJob, storeImage } from "./job.ts";
import { retire } from "./retire.ts";
import { isRewrite, rewriteImage } from "./rewrite.ts";
import { type Run, runAfterUpdate } from "./start.ts";
import { recordedMark, storedState } from "./stored.ts";
import { undoOrReport } from "./undo.ts";

const storeAndSwap = async (
    host: HostHandle,
    olds: State,
    news: CheckedInputs,
    { job, run }: { readonly job: Job; readonly run: Run },
): Promise<State> => {
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
    const attached = await attachAndRun(host, news, { prepared, built }, { stored, run, state }).catch(
        (error: unknown) => undoOrReport(host, prepared, known, { state, isNew: stored.isNew }, asError(error)),
    );
    const left = await retire(host, { domain, seen: attached.seen }, known, attached.state);
    await reportAdopted(host, job, left);
    return left;
};

/** Updates a drive as far as nothing has to be known of its guest. */
const swap = async (
    host: HostHandle,
    olds: State,
    news: CheckedInputs,
    job: Job & { readonly run: Run },
): Promise<State> => {
    const left = job.prepared === undefined ? await detachFrom(host, olds) : undefined;
    const state = await intending(host, news, job, () => storeAndSwap(host, olds, news, { job, run: job.run }));
    if (left === undefined) return state;
    await settleIntents(host, left, state, [state.volumeKey, ...state.retiredVolumes]);
    return state;
};

const prepare = async (
    host: HostHandle,
    olds: State,
    news: CheckedInputs,
    built: BuiltDrive,
): Promise<Job & { readonly run: Run }> => {
    const job = await prepareJob(host, news, built, recordedMark(olds));
    return { ...job, run: job.prepared === undefined ? "leave" : runAfterUpdate(olds, news, job.prepared) };
};

/**
 * Takes the medium out of the machine of a guest that has booted.
 *
 * @param job prepared for `ejectedInputs`
 */
const takeOut = async (
    host: HostHandle,
    olds: State,
    news: CheckedInputs,
    { job, guest }: { readonly job: Job & { readonly run: Run }; readonly guest: SeenGuest },
): Promise<State> => {
    const asDeclared = (state: State): State => ({ ...declaredState(news, state), guest });
    try {
        const swapped = await swap(host, olds, ejectedInputs(news), job);
        const state = asDeclared({ ...swapped, drive: driveAfterBoot(swapped.drive) });
        return news.keepImage === false ? await discardImage(host, state) : state;
    } catch (error) {
        if (!(error instanceof IncompleteDrive)) throw error;
        throw new IncompleteDrive(asDeclared(error.state), asError(error.cause));
    }
};

/**
 * Sees the guest of a drive through its first boot, as far as the program declares it, and then takes the medium out
 * for `ejectAfterBoot`.
 */
export const afterBoot = async (host: HostHandle, drive: WatchedDrive): Promise<State> => {
    const { news, built } = drive;
    let { state } = drive;
    try {
        state = await seeThrough(host, drive);
        const { guest } = state;
        if (guest === undefined || !isTakenOut(state)) return state;
        const now = afterWait(host);
        // What there is to say of the declaration was said before the wait.
        const job = await prepare({ ...now, warn: () => undefined }, state, ejectedInputs(news), built);
        return await takeOut(now, state, news, { job, guest });
    } catch (error) {
        throw error instanceof IncompleteDrive ? error : new IncompleteDrive(state, asError(error));
    }
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
    const guest = await guestAfterUpdate(host, olds, news);
    if (guest !== undefined && isTakenOut({ ejectAfterBoot: news.ejectAfterBoot === true, guest })) {
        const job = await prepare(host, olds, ejectedInputs(news), built);
        return await takeOut(host, olds, news, { job, guest });
    }
    const { prepared, run, ...others } = await prepare(host, olds, news, built);
    const state = await swap(host, olds, news, { prepared, run, ...others });
    if (prepared === undefined) return state;
    return await afterBoot(host, { news, built, prepared, run, state: { ...state, ...(guest && { guest }) } });
};
