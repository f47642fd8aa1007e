import { type BuiltDrive, rebuildDrive } from "./check.ts";
import { findOwnDisk, type Mark } from "./disk/definition.ts";
import { buildDisk } from "./disk/device.ts";
import { type DomainHandle, findDomain, lookupDomain, type Part, partsOf, readDomain } from "./disk/domain.ts";
import { planSlot } from "./disk/plan.ts";
import { chooseTarget, type Slot } from "./disk/slot.ts";
import { attachDrive, detachDrive, inspectDrive } from "./disk.ts";
import type { DriveImage } from "./image.ts";
import { aliasOf } from "./mark.ts";
import { requireNics } from "./nics.ts";
import { requireOnlyDrive } from "./other-drives.ts";
import { type CheckedInputs, STATE_VERSION, type State } from "./state.ts";
import {
    type HostHandle,
    inspectVolume,
    isOwnVolume,
    referencedPaths,
    removeUnreferenced,
    removeVolume,
    type StoredVolume,
    storeVolume,
} from "./volume.ts";
import { inspectContent } from "./volume-content.ts";

/** Thrown when the drive is partly there: the state says how far it got, so that the next run goes on from it. */
export class IncompleteDrive extends Error {
    public override readonly name: string = "IncompleteDrive";
    public readonly state: State;

    public constructor(state: State, cause: Error) {
        super(cause.message, { cause });
        this.state = state;
    }
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));

/** Where a drive may go that no domain has yet: a proposal for whoever writes a domain's XML by hand. */
const slotByHand = ({ device, bus = "auto", target }: CheckedInputs): Slot => {
    const usual = device === "disk" ? "virtio" : "sata";
    const chosen = bus === "auto" ? usual : bus;
    return { bus: chosen, target: target ?? chooseTarget([], chosen) };
};

/** The state of a drive whose image is stored; as yet in no domain. */
const storedState = (
    news: CheckedInputs,
    { key, medium }: StoredVolume,
    { used, digest }: DriveImage,
    alias: string,
): State => ({
    stateVersion: STATE_VERSION,
    connection: news.connection,
    ...(news.domain !== undefined && { domain: news.domain }),
    pool: news.pool,
    volumePrefix: news.volumePrefix,
    device: news.device,
    bus: news.bus ?? "auto",
    startupPolicy: news.startupPolicy ?? "optional",
    startDomain: false,
    verify: news.verify ?? "size",
    timeouts: news.timeouts ?? {},
    imageDigest: news.imageDigest,
    imageSize: news.imageSize,
    volume: news.volume,
    contents: news.contents,
    instanceId: news.instanceId,
    drive: news.domain === undefined ? "stored" : "not attached yet",
    volumeKey: key,
    volumePath: medium.path,
    storedSize: used,
    storedDigest: digest,
    cloudinitId: `${key};${news.instanceId}`,
    alias,
    attachedBus: "",
    attachedTarget: "",
    diskXml: buildDisk({
        alias,
        medium,
        device: news.device,
        slot: slotByHand(news),
        startupPolicy: news.startupPolicy ?? "optional",
    }),
    addedController: -1,
    retiredVolumes: [],
});

const openDomain = async (host: HostHandle, name: string): Promise<DomainHandle> => ({
    ...host,
    ref: await lookupDomain(host.client, name, host.signal),
});

/** cloud-init compares its instance id with the UUID in the firmware's tables before it trusts what it has cached. */
const compareUuid = ({ warn }: HostHandle, uuid: string | undefined, parts: readonly Part[]): void => {
    const [domain] = parts.map(({ definition }) => definition.uuid);
    if (uuid === undefined || uuid.toLowerCase() === domain) return;
    warn(`uuid isn't the domain's, ${domain}: cloud-init looks for its drive anew at each start; leave uuid out`);
};

/** Looks whether the domain can take the drive, before anything is written. */
const prepareDomain = async (
    host: HostHandle,
    { domain: name, device, bus = "auto", target, uuid }: CheckedInputs,
    { spec }: BuiltDrive,
    mark: Mark,
): Promise<DomainHandle | undefined> => {
    if (name === undefined) return undefined;
    const domain = await openDomain(host, name);
    const state = await readDomain(domain);
    const parts = partsOf(state);
    requireNics(spec, parts);
    planSlot(state, { mark, device, bus, target });
    await requireOnlyDrive(host, spec, parts, mark);
    compareUuid(host, uuid, parts);
    return domain;
};

const attachAndStart = async (
    domain: DomainHandle,
    stored: StoredVolume,
    news: CheckedInputs,
    mark: Mark,
    start: boolean,
    state: State,
): Promise<State> => {
    const { device, bus = "auto", target, startupPolicy = "optional" } = news;
    const drive = await attachDrive(domain, { mark, medium: stored.medium, device, bus, target, startupPolicy });
    const attached: State = {
        ...state,
        drive: "attached",
        attachedBus: drive.bus,
        attachedTarget: drive.target,
        diskXml: drive.diskXml,
        addedController: drive.addedController >= 0 ? drive.addedController : state.addedController,
    };
    if (!start) return { ...attached, startDomain: news.startDomain === true };
    const { client, ref, signal } = domain;
    try {
        if (!(await client.domainIsActive(ref, { signal }))) await client.domainCreate(ref, { signal });
    } catch (error) {
        throw new IncompleteDrive(attached, asError(error));
    }
    return { ...attached, startDomain: true };
};

/** Volumes of ours under a domain's drive: what a run left there that was killed before it could tell. */
const leftoversIn = async (domain: DomainHandle, mark: Mark, news: CheckedInputs): Promise<readonly string[]> =>
    partsOf(await readDomain(domain))
        .map(({ definition }) => findOwnDisk(definition, mark)?.source ?? "")
        .filter((path) => isOwnVolume(path, news.volumePrefix) && !path.endsWith(`/${news.volume}`));

/** Builds, uploads, attaches and, if asked to, starts the domain. */
export const createDrive = async (host: HostHandle, news: CheckedInputs): Promise<State> => {
    const built = rebuildDrive(news);
    const alias = aliasOf(news.volumePrefix);
    const domain = await prepareDomain(host, news, built, { alias, paths: [] });
    const stored = await storeVolume(host, news.pool, news.volume, { image: built.image, alias });
    const state = storedState(news, stored, built.image, alias);
    if (domain === undefined) return state;
    let reached = state;
    try {
        const mark = { alias, paths: [stored.medium.path] };
        const leftovers = await leftoversIn(domain, mark, news);
        const attached = await attachAndStart(domain, stored, news, mark, news.startDomain === true, state);
        reached = { ...attached, retiredVolumes: leftovers };
        for (const path of leftovers) await removeVolume(host, news.pool, path);
        return attached;
    } catch (error) {
        if (error instanceof IncompleteDrive) throw error;
        throw new IncompleteDrive(reached, asError(error));
    }
};

/** Media that the definitions of one domain hold. */
const mediaOf = async (domain: DomainHandle): Promise<ReadonlySet<string>> =>
    new Set(
        partsOf(await readDomain(domain)).flatMap(({ definition }) => definition.disks.map(({ source }) => source)),
    );

/** Volumes that a new state leaves behind; after a way back, the earlier ones may have the current one among them. */
const retiredBy = (olds: State, now: State): readonly string[] =>
    [...new Set([...(olds.retiredVolumes ?? []), olds.volumeKey])].filter((key) => key !== now.volumeKey);

/** Takes the volumes away that an update left behind, as far as nothing refers to them any more. */
const retire = async (host: HostHandle, domain: DomainHandle | undefined, olds: State, now: State): Promise<State> => {
    const retiredVolumes = retiredBy(olds, now);
    const earlier = retiredVolumes.filter((key) => key !== olds.volumeKey);
    const replaced = retiredVolumes.filter((key) => key === olds.volumeKey);
    try {
        const stillUsed =
            earlier.length === 0 ? [] : await removeUnreferenced(host, olds.pool, earlier, await referencedPaths(host));
        // Without a domain of our own the new id has yet to travel to whoever uses it; the old image stays until then.
        const kept = domain ? await removeUnreferenced(host, olds.pool, replaced, await mediaOf(domain)) : replaced;
        return { ...now, retiredVolumes: [...stillUsed, ...kept] };
    } catch (error) {
        throw new IncompleteDrive({ ...now, retiredVolumes }, asError(error));
    }
};

/** After a failed attach: if nothing happened to the domain, the new image goes; else the state must know of both. */
const undoOrReport = async (
    host: HostHandle,
    domain: DomainHandle,
    olds: State,
    state: State,
    error: Error,
): Promise<never> => {
    const retiredVolumes = retiredBy(olds, state);
    if (error instanceof IncompleteDrive) {
        throw new IncompleteDrive({ ...error.state, retiredVolumes }, asError(error.cause));
    }
    if ([olds.volumeKey, ...(olds.retiredVolumes ?? [])].includes(state.volumeKey)) throw error;
    const signal = AbortSignal.timeout(10_000);
    const kept = await mediaOf({ ...domain, signal })
        .then((media) => removeUnreferenced({ ...host, signal }, state.pool, [state.volumeKey], media))
        .catch(() => [state.volumeKey]);
    if (kept.length === 0) throw error;
    throw new IncompleteDrive({ ...state, retiredVolumes }, error);
};

/** Brings a drive from its state to a new declaration; the guest keeps running and sees the new medium. */
export const updateDrive = async (host: HostHandle, olds: State, news: CheckedInputs): Promise<State> => {
    const built = rebuildDrive(news);
    const { alias } = olds;
    const domain = await prepareDomain(host, news, built, { alias, paths: [olds.volumePath] });
    if (domain === undefined) await detachFrom(host, olds);
    const stored = await storeVolume(host, news.pool, news.volume, { image: built.image, alias });
    const state: State = {
        ...storedState(news, stored, built.image, alias),
        startDomain: olds.startDomain === true,
        addedController: olds.addedController ?? -1,
        retiredVolumes: olds.retiredVolumes ?? [],
    };
    if (domain === undefined) {
        return await retire(host, undefined, olds, { ...state, startDomain: false, addedController: -1 });
    }
    const mark = { alias, paths: [olds.volumePath, stored.medium.path] };
    const start = news.startDomain === true && olds.startDomain !== true;
    const attached = await attachAndStart(domain, stored, news, mark, start, state).catch((error: unknown) =>
        undoOrReport(host, domain, olds, state, asError(error)),
    );
    return await retire(host, domain, olds, attached);
};

/** Takes the drive out of the domain that the state names, if that domain is still there. */
const detachFrom = async (host: HostHandle, state: State): Promise<void> => {
    if (state.domain === undefined) return;
    const ref = await findDomain(host.client, state.domain, host.signal);
    if (ref === undefined) return;
    const mark = { alias: state.alias, paths: [state.volumePath] };
    await detachDrive({ ...host, ref }, mark, state.addedController ?? -1);
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
    const mark = { alias: state.alias, paths: [state.volumePath] };
    const { drive, disk } = await inspectDrive({ ...host, ref }, mark, state.volumePath);
    return {
        ...state,
        drive: [volume, drive === "attached" && volume !== "" ? "" : drive].filter((text) => text !== "").join(", "),
        ...(disk && { attachedBus: disk.bus, attachedTarget: disk.target, diskXml: disk.diskXml }),
    };
};

/** Takes the drive away: out of the domain first, then its volumes. What is gone already is fine. */
export const deleteDrive = async (host: HostHandle, state: State): Promise<void> => {
    await detachFrom(host, state);
    for (const key of [state.volumeKey, ...(state.retiredVolumes ?? [])]) await removeVolume(host, state.pool, key);
};
