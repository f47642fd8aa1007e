import { findDomain } from "../domain/read.ts";
import { identityOf } from "../guest/identity.ts";
import { lookAtGuest } from "../guest/look.ts";
import { secretWordsOf } from "../guest/secret-words.ts";
import { reportOf } from "../guest/verdict.ts";
import { awaitGuest } from "../guest/wait.ts";
import type { GuestHandle, Wanted } from "../guest/wanted.ts";
import type { BuiltDrive } from "../image/build.ts";
import type { DomainRef } from "../libvirt/client.ts";
import { type GuestReport, isSeen, type SeenGuest, showsTheEnd, waitOf } from "../model/guest.ts";
import type { CheckedInputs, State } from "../model/state.ts";
import { formatUuid } from "../model/uuid.ts";
import type { GuestConnections, HostHandle } from "../volume/host.ts";
import { asError, IncompleteDrive } from "./incomplete.ts";
import type { PreparedDomain } from "./prepare.ts";
import type { Run } from "./start.ts";

/** A drive in its domain, whose guest is watched. */
export interface WatchedDrive {
    readonly news: CheckedInputs;
    readonly built: BuiltDrive;
    readonly prepared: PreparedDomain;
    readonly run: Run;
    readonly state: State;
}

const guestsOf = ({ guests }: HostHandle): GuestConnections => {
    if (guests === undefined) throw new RangeError("a host without connections for its guests");
    return guests;
};

/** @param limitMs How long the guest may be asked; without it until an interruption. */
const openGuest = async (host: HostHandle, ref: DomainRef, limitMs?: number): Promise<GuestHandle> => {
    const { client, connectAnew, interruption } = guestsOf(host);
    const { tell, warn } = host;
    const limits = limitMs === undefined ? [] : [AbortSignal.timeout(limitMs)];
    const signal = AbortSignal.any([interruption, ...limits]);
    return { client: await client(), ref, signal, connectAnew, warn, ...(tell && { tell }) };
};

/** How long the steps after a wait may take. */
const AFTER_WAIT_MS = 120_000;

/** A host after a wait, which may have taken longer than the operation's own deadline. */
export const afterWait = (host: HostHandle): HostHandle => ({
    ...host,
    signal: AbortSignal.any([guestsOf(host).interruption, AbortSignal.timeout(AFTER_WAIT_MS)]),
});

const wantedOf = ({ alias, attachedTarget, instanceId, waitForGuest }: State): Wanted => {
    const { timeout, failOn, by } = waitOf(waitForGuest);
    return {
        instanceId,
        drive: { alias, target: attachedTarget },
        by,
        timeoutSeconds: timeout,
        failOn,
        isFresh: false,
        secrets: [],
    };
};

const seenOf = (report: GuestReport, { uuid }: DomainRef): SeenGuest => ({ ...report, machine: formatUuid(uuid) });

const LOOK_MS = 3000;

/** What a look at a guest showed of its first boot. */
interface Look {
    readonly guest?: SeenGuest | undefined;
    /** How far it is, if it is the boot with this drive and isn't over well. */
    readonly phase?: "running" | "failed" | undefined;
}

const isOf = (machine: string | undefined, { uuid }: DomainRef): boolean => machine === formatUuid(uuid);

/** Looks at a guest whose first boot nobody has seen yet. */
const look = async (host: HostHandle, ref: DomainRef, state: State): Promise<Look> => {
    const wanted = wantedOf(state);
    // The state doesn't have the host name.
    if (ref.id === -1 || wanted.by === "hostName") return {};
    try {
        const sight = await lookAtGuest(await openGuest(host, ref, LOOK_MS), wanted);
        const report = reportOf(sight, wanted);
        const isBad = report?.status === "degraded" && wanted.failOn === "degraded" && state.waitForGuest !== false;
        if (report !== undefined && !isBad) return { guest: seenOf(report, ref) };
        if (identityOf(sight, wanted) !== "ours") return {};
        if (isBad || sight.phase === "failed") return { phase: "failed" };
        return sight.phase === "running" ? { phase: "running" } : {};
    } catch {
        // A guest that can't be asked hasn't done anything yet, as far as anybody knows.
        return {};
    }
};

/** What a state knows of its guest, if that is still the machine of its domain. */
const knownGuest = ({ guest }: State, ref: DomainRef): SeenGuest | undefined =>
    isSeen(guest) && isOf(guest.machine, ref) ? guest : undefined;

/** Whether a state is to know of its guest. */
const isWatched = ({ waitForGuest, ejectAfterBoot }: State): boolean => waitForGuest !== false || ejectAfterBoot;

/** Whether what is known of a guest is enough. */
const isEnough = ({ ejectAfterBoot }: State, { by }: SeenGuest): boolean => !ejectAfterBoot || showsTheEnd(by);

/** A state with what is known of its guest now. */
export interface WatchedState {
    readonly state: State;
    /** How far the first boot is, if it isn't over well. */
    readonly phase?: Look["phase"];
}

/** Looks at a drive's guest, if nobody has seen its first boot yet. */
export const withGuest = async (host: HostHandle, ref: DomainRef, state: State): Promise<WatchedState> => {
    if (!isWatched(state)) return { state };
    const known = knownGuest(state, ref);
    if (known !== undefined && isEnough(state, known)) return { state };
    const { guest: seen, phase } = await look(host, ref, state);
    const guest = seen ?? known ?? (isSeen(state.guest) ? undefined : state.guest);
    const { guest: _, ...unseen } = state;
    return { state: { ...unseen, ...(guest && { guest }) }, phase };
};

/** What is known of the guest after an update to a new declaration; undefined if it has to boot again, or for another machine. */
export const guestAfterUpdate = async (
    host: HostHandle,
    olds: State,
    { domain, instanceId }: CheckedInputs,
): Promise<SeenGuest | undefined> => {
    if (olds.guest === undefined || olds.instanceId !== instanceId || domain === undefined) return undefined;
    const ref = await findDomain(host.client, domain, host.signal);
    return ref !== undefined && isOf(olds.guest.machine, ref) && olds.guest.status !== "pending"
        ? olds.guest
        : undefined;
};

/** Whether a run has started the machine with the drive in it. */
const isFirstStart = ({ state, isWaiting }: PreparedDomain, run: Run): boolean =>
    run !== "leave" && (isWaiting || (run === "start" && state.live === undefined));

/** Whether an earlier run has, and its wait failed. */
const hasFailedBefore = ({ guest }: State, ref: DomainRef): boolean =>
    guest?.status === "failed" && isOf(guest.machine, ref);

const warnOfMedium = ({ warn }: HostHandle, { name }: DomainRef): void => {
    warn(
        `ejectAfterBoot: the medium stays in domain "${name}", because only reads of the drive were seen, not the end of the first boot. Give the domain a guest agent's channel, and the guest the package qemu-guest-agent`,
    );
};

const hasMetaData = ({ spec }: BuiltDrive): boolean => spec.metadataVersions.length > 0;

/**
 * Sees a guest through its first boot with the drive, if the program declares that: waits for it with `waitForGuest`,
 * otherwise looks once.
 *
 * @throws IncompleteDrive because of `guest-failed`, `guest-unreachable`, `guest-timeout`
 */
export const seeThrough = async (
    host: HostHandle,
    { news, built, prepared, run, state }: WatchedDrive,
): Promise<State> => {
    const { ref } = prepared.domain;
    if (!isWatched(state) || isSeen(state.guest)) return state;
    if (state.waitForGuest === false) return (await withGuest(host, ref, state)).state;
    const { instanceId, ...wanted } = wantedOf(state);
    const isFresh = isFirstStart(prepared, run) || hasFailedBefore(state, ref);
    const watched = await openGuest(host, ref);
    const waiting = awaitGuest(watched, {
        ...wanted,
        ...(hasMetaData(built) && { instanceId, hostname: built.spec.metaData.hostname }),
        isFresh,
        secrets: secretWordsOf({ ...news }),
    });
    const report = await waiting.catch((error: unknown) => {
        const failed: SeenGuest = { status: "failed", machine: formatUuid(ref.uuid) };
        throw new IncompleteDrive({ ...state, ...(isFresh && { guest: failed }) }, asError(error));
    });
    const guest = seenOf(report, ref);
    if (report.status !== "pending" && !isEnough(state, guest)) warnOfMedium(host, ref);
    return { ...state, guest };
};
