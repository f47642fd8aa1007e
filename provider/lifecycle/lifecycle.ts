import { attachDrive, detachDrive, inspectDrive } from "../disk/attach.ts";
import type { WantedDrive } from "../disk/plan.ts";
import { namesOf } from "../domain/medium.ts";
import { findOwnDisk, type Mark } from "../domain/own-disk.ts";
import { type DomainHandle, type DomainState, findDomain, partsOf, readDomain } from "../domain/read.ts";
import { findOtherUser } from "../domain/references.ts";
import { type BuiltDrive, rebuildDrive } from "../image/build.ts";
import { withDefaults } from "../model/defaults.ts";
import { aliasOf } from "../model/mark.ts";
import type { CheckedInputs, State } from "../model/state.ts";
import { inspectContent } from "../volume/content.ts";
import type { HostHandle } from "../volume/pool.ts";
import { removeUnreferenced } from "../volume/removal.ts";
import { inspectVolume, type StoredVolume, storeVolume } from "../volume/store.ts";
import { asError, IncompleteDrive } from "./incomplete.ts";
import { settleIntents, withIntent } from "./intent.ts";
import { type PreparedDomain, prepareDomain, yieldToOther } from "./prepare.ts";
import { leftoversIn, retire, type SeenDomain, undoOrReport } from "./retire.ts";
import { recordedMark, storedState } from "./stored.ts";

export { IncompleteDrive } from "./incomplete.ts";

/** The drive as its domain is to have it. */
const wantedDrive = (news: CheckedInputs, { medium }: StoredVolume, mark: Mark): WantedDrive => {
    const { device, bus, startupPolicy, ejected, onChange } = withDefaults(news);
    return { mark, medium: ejected ? undefined : medium, device, bus, target: news.target, startupPolicy, onChange };
};

/** The drive is also recognised by the image that was just stored for it. */
const withMediumOf = (mark: Mark, { medium }: StoredVolume): Mark => ({
    ...mark,
    media: [...mark.media, ...namesOf(medium)],
});

/** An image to store for a drive, and the domain, if any, that the drive is for. */
interface Job {
    readonly built: BuiltDrive;
    readonly prepared: PreparedDomain | undefined;
    readonly alias: string;
    /** Paths of the drive's images in the domain that its state doesn't know: a killed run left them there. */
    readonly leftovers: readonly string[];
}

/** @param own By what the drive is recognised: its alias, and the path that its state knows, if it has one. */
const prepareJob = async (host: HostHandle, news: CheckedInputs, built: BuiltDrive, own: Mark): Promise<Job> => {
    const prepared = await prepareDomain(host, news, built, own);
    if (prepared === undefined) return { built, prepared, alias: own.alias, leftovers: [] };
    const leftovers = leftoversIn(prepared, news).filter((path) => !own.media.includes(path));
    return { built, prepared, alias: prepared.mark.alias, leftovers };
};

/** A drive in its domain, and how that was when the drive was in. */
interface AttachedState {
    readonly state: State;
    readonly seen: DomainState;
}

/** @param state The drive with its image stored, and not attached. */
const attachAndStart = async (
    host: HostHandle,
    news: CheckedInputs,
    { prepared, built }: { readonly prepared: PreparedDomain; readonly built: BuiltDrive },
    { wanted, start, state }: { readonly wanted: WantedDrive; readonly start: boolean; readonly state: State },
): Promise<AttachedState> => {
    const { domain } = prepared;
    const drive = await attachDrive(domain, wanted, prepared.state);
    await yieldToOther(host, prepared, built, wanted.mark, drive);
    const attached: State = {
        ...state,
        drive: news.drive,
        attachedBus: drive.bus,
        attachedTarget: drive.target,
        diskXml: drive.diskXml,
        ...(drive.addedController >= 0 && { addedController: drive.addedController }),
    };
    const seen = drive.domain;
    if (!start) return { state: { ...attached, startDomain: news.startDomain === true }, seen };
    const { client, ref, signal } = domain;
    try {
        if (!(await client.domainIsActive(ref, { signal }))) await client.domainCreate(ref, { signal });
    } catch (error) {
        throw new IncompleteDrive(attached, asError(error));
    }
    return { state: { ...attached, startDomain: true }, seen };
};

/** Where the definitions of the domain have the drive. */
const ownTargets = ({ state, mark }: PreparedDomain): readonly string[] =>
    partsOf(state).flatMap(({ definition }) => findOwnDisk(definition, mark)?.target ?? []);

const storeImage = (host: HostHandle, { pool, volume }: CheckedInputs, job: Job): Promise<StoredVolume> => {
    const { built, prepared, alias } = job;
    const own = prepared && { domain: prepared.domain.ref, targets: ownTargets(prepared) };
    return storeVolume(host, pool, volume, { image: built.image, alias, own });
};

const storeAndAttach = async (host: HostHandle, news: CheckedInputs, job: Job): Promise<State> => {
    const { built, prepared, alias, leftovers } = job;
    const stored = await storeImage(host, news, job);
    const state = storedState(news, stored, built.image, alias);
    if (prepared === undefined) return state;
    try {
        const mark = withMediumOf(prepared.mark, stored);
        const wanted = wantedDrive(news, stored, mark);
        const start = news.startDomain === true;
        const attached = await attachAndStart(host, news, { prepared, built }, { wanted, start, state });
        const own = { domain: prepared.domain, seen: attached.seen };
        return await retire(host, own, { ...attached.state, retiredVolumes: leftovers }, attached.state);
    } catch (error) {
        if (error instanceof IncompleteDrive) throw error;
        throw new IncompleteDrive(state, asError(error));
    }
};

const storeAndSwap = async (host: HostHandle, olds: State, news: CheckedInputs, job: Job): Promise<State> => {
    const { built, prepared, alias, leftovers } = job;
    const stored = await storeImage(host, news, job);
    const { startDomain, addedController, retiredVolumes } = olds;
    const state: State = {
        ...storedState(news, stored, built.image, alias),
        startDomain,
        addedController,
        retiredVolumes,
    };
    if (prepared === undefined) {
        return await retire(host, undefined, olds, { ...state, startDomain: false, addedController: -1 });
    }
    const { domain } = prepared;
    const mark = withMediumOf(prepared.mark, stored);
    const known = { ...olds, retiredVolumes: [...retiredVolumes, ...leftovers] };
    const wanted = wantedDrive(news, stored, mark);
    const start = news.startDomain === true && !startDomain;
    const attached = await attachAndStart(host, news, { prepared, built }, { wanted, start, state }).catch(
        (error: unknown) => undoOrReport(host, prepared, known, state, asError(error)),
    );
    return await retire(host, { domain, seen: attached.seen }, known, attached.state);
};

/** Notes in the domain what is to be made, if there is a domain, before anything is. */
const intending = (
    host: HostHandle,
    news: CheckedInputs,
    { prepared, alias, leftovers }: Job,
    work: () => Promise<State>,
): Promise<State> => {
    const { pool, volume, volumePrefix } = news;
    return prepared ? withIntent(host, prepared, { pool, volume, volumePrefix, alias }, leftovers, work) : work();
};

/**
 * Builds, uploads, attaches and, if asked to, starts the domain.
 *
 * @param built The drive that the inputs make, where somebody has it already.
 */
export const createDrive = async (
    host: HostHandle,
    news: CheckedInputs,
    built: BuiltDrive = rebuildDrive(news),
): Promise<State> => {
    const job = await prepareJob(host, news, built, { alias: aliasOf(news.volumePrefix), media: [] });
    return await intending(host, news, job, () => storeAndAttach(host, news, job));
};

/**
 * Brings a drive from its state to a new declaration; the guest keeps running and sees the new medium.
 *
 * @param built The drive that the inputs make, where somebody has it already.
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

const openIfThere = async (host: HostHandle, { domain }: State): Promise<DomainHandle | undefined> => {
    const ref = domain === undefined ? undefined : await findDomain(host.client, domain, host.signal);
    return ref && { ...host, ref };
};

/** Takes the drive out of the domain that the state names, if that domain is still there; returns how that was before. */
const detachFrom = async (host: HostHandle, state: State): Promise<SeenDomain | undefined> => {
    const domain = await openIfThere(host, state);
    if (domain === undefined) return undefined;
    const seen = await readDomain(domain);
    await detachDrive(domain, recordedMark(state), state.addedController, seen);
    return { domain, seen };
};

/** What is wrong with the volume, in words. */
const findDrift = async (host: HostHandle, state: State): Promise<string> => {
    const drift = await inspectVolume(host, state.pool, state.volumeKey, state.imageSize);
    return drift === "" && state.verify === "content" ? await inspectContent(host, state) : drift;
};

/** Asks the host how the drive is, and puts it in words where it isn't as it should be. */
export const readDrive = async (host: HostHandle, state: State): Promise<State> => {
    const volume = await findDrift(host, state);
    if (state.domain === undefined) return { ...state, drive: volume || "stored" };
    const ref = await findDomain(host.client, state.domain, host.signal);
    if (ref === undefined) return { ...state, drive: "domain not found" };
    const mark = recordedMark(state);
    const { device, ejected, onChange, pool, volume: name, volumePath: path } = state;
    const medium = ejected ? undefined : { path, volume: { pool, name } };
    const { drive, disk } = await inspectDrive({ ...host, ref }, { mark, medium, device, onChange });
    const isAsWanted = drive === "attached" || drive === "ejected";
    return {
        ...state,
        drive: [volume, isAsWanted && volume !== "" ? "" : drive].filter((text) => text !== "").join(", "),
        ...(disk && { attachedBus: disk.bus, attachedTarget: disk.target, diskXml: disk.diskXml }),
    };
};

/**
 * Takes the drive away: out of the domain first, then its volumes. What is gone already is fine. An image that another
 * domain refers to, a clone of this one for instance, stays: without it that one couldn't start.
 */
export const deleteDrive = async (host: HostHandle, state: State): Promise<void> => {
    const own = await detachFrom(host, state);
    const isReferenced = async (names: readonly string[]): Promise<boolean> => {
        const user = await findOtherUser(host, names, own?.domain.ref);
        // A drive whose domain can't be read would otherwise never go.
        if (user === undefined || user === "anybody") return false;
        host.warn(
            `its image stays, since domain "${user.name}" refers to it: ${names[0]}. Detach it there and delete it`,
        );
        return true;
    };
    const keys = [state.volumeKey, ...state.retiredVolumes];
    await removeUnreferenced(host, state.pool, keys, isReferenced);
    if (own !== undefined) await settleIntents(host, own, state, []);
};
