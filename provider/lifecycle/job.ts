import { type AttachedDrive, attachDrive } from "../disk/attach.ts";
import { requireDirectIo } from "../disk/direct-io.ts";
import type { WantedDrive } from "../disk/plan.ts";
import { namesOf } from "../domain/medium.ts";
import { findOwnDisk, type Mark } from "../domain/own-disk.ts";
import { type DomainState, partsOf, readDomain } from "../domain/read.ts";
import type { BuiltDrive } from "../image/build.ts";
import { withDefaults } from "../model/defaults.ts";
import type { CheckedInputs, State } from "../model/state.ts";
import type { HostHandle } from "../volume/host.ts";
import { type StoredVolume, storeVolume } from "../volume/store.ts";
import { asError, IncompleteDrive } from "./incomplete.ts";
import { withIntent } from "./intent.ts";
import { type PreparedDomain, prepareDomain } from "./prepare.ts";
import { leftoversIn } from "./retire.ts";
import { type Run, runDomain, startedState, warnOfStillOff } from "./start.ts";
import { yieldToOther } from "./yield.ts";

/** An image to store for a drive, and the domain to attach it to, if any. */
export interface Job {
    readonly built: BuiltDrive;
    readonly prepared: PreparedDomain | undefined;
    readonly alias: string;
    /** Paths of the drive's images in the domain that its state doesn't list: a killed run left them there. */
    readonly leftovers: readonly string[];
}

/**
 * Checks that the domain can take the drive, before anything is written.
 *
 * @param own Identifies the drive: its alias, and the media in its state if it has one.
 */
export const prepareJob = async (host: HostHandle, news: CheckedInputs, built: BuiltDrive, own: Mark): Promise<Job> => {
    const prepared = await prepareDomain(host, news, built, own);
    if (prepared === undefined) return { built, prepared, alias: own.alias, leftovers: [] };
    const leftovers = leftoversIn(prepared, news).filter((path) => !own.media.includes(path));
    return { built, prepared, alias: prepared.mark.alias, leftovers };
};

/** The drive's targets in the definitions of the domain. */
const ownTargets = ({ state, mark }: PreparedDomain): readonly string[] =>
    partsOf(state).flatMap(({ definition }) => findOwnDisk(definition, mark)?.target ?? []);

/** Stores a job's image in its pool. */
export const storeImage = (host: HostHandle, news: CheckedInputs, job: Job): Promise<StoredVolume> => {
    const { pool, volume, fixedVolume: isFixed = false } = news;
    const { built, prepared, alias } = job;
    const own = prepared && { domain: prepared.domain.ref, targets: ownTargets(prepared) };
    return storeVolume(host, pool, volume, { image: built.image, alias, own, isFixed });
};

/** Does the work; if the job has a domain, notes there first which volume is about to be created. */
export const intending = (
    host: HostHandle,
    news: CheckedInputs,
    { prepared, alias, leftovers }: Job,
    work: () => Promise<State>,
): Promise<State> => {
    const { pool, volume, volumePrefix } = news;
    return prepared ? withIntent(host, prepared, { pool, volume, volumePrefix, alias }, leftovers, work) : work();
};

/** The drive as its domain should have it. */
const wantedDrive = (
    news: CheckedInputs,
    { medium }: StoredVolume,
    { mark, onChange }: Pick<WantedDrive, "mark" | "onChange">,
): WantedDrive => {
    const { device, bus, startupPolicy, cache, ejected } = withDefaults(news);
    const { target } = news;
    return { mark, medium: ejected ? undefined : medium, device, bus, target, startupPolicy, cache, onChange };
};

/** Also identifies the drive by the image that was just stored for it. */
const withMediumOf = (mark: Mark, { medium }: StoredVolume): Mark => ({
    ...mark,
    media: [...mark.media, ...namesOf(medium)],
});

/** A drive in its domain, and how that was when the drive was in. */
export interface AttachedState {
    readonly state: State;
    readonly seen: DomainState;
}

const withDrive = (state: State, { drive, bus, target, diskXml }: AttachedDrive): State => ({
    ...state,
    drive,
    attachedBus: bus,
    attachedTarget: target,
    diskXml,
});

/**
 * Attaches a drive whose image is stored, and starts or resumes its machine if asked.
 *
 * @param state The drive with its image stored, not attached yet.
 */
export const attachAndRun = async (
    host: HostHandle,
    news: CheckedInputs,
    { prepared, built }: { readonly prepared: PreparedDomain; readonly built: BuiltDrive },
    { stored, run, state }: { readonly stored: StoredVolume; readonly run: Run; readonly state: State },
): Promise<AttachedState> => {
    const { domain, isSaved, isWaiting, onChange } = prepared;
    const wanted = wantedDrive(news, stored, { mark: withMediumOf(prepared.mark, stored), onChange });
    await requireDirectIo(domain, prepared.state, wanted, host.warn);
    const drive = await attachDrive(domain, wanted, prepared.state);
    await yieldToOther(host, prepared, built, wanted.mark, drive);
    const attached = withDrive(state, drive);
    if (run === "leave" || (run === "resume" && !isWaiting)) {
        warnOfStillOff(host, prepared, run);
        return { state: { ...attached, startDomain: news.startDomain === true }, seen: drive.domain };
    }
    try {
        await runDomain(prepared, run);
        // Resumed memory has the media of the time when it was saved.
        const now = isSaved ? await attachDrive(domain, wanted, await readDomain(domain)) : drive;
        return { state: { ...withDrive(state, now), ...startedState(news, domain) }, seen: now.domain };
    } catch (error) {
        throw new IncompleteDrive({ ...attached, startDomain: false }, asError(error));
    }
};
