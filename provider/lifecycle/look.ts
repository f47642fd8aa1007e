import { isDeepStrictEqual } from "node:util";
import { describeDrive } from "../disk/inspect.ts";
import { awaitsFirstInstruction } from "../domain/first-instruction.ts";
import { type DomainHandle, type DomainState, findDomain, readDomain } from "../domain/read.ts";
import { isSeen } from "../model/guest.ts";
import { isTakenOut, type State } from "../model/state.ts";
import type { HostHandle } from "../volume/host.ts";
import { HAS_BOOTED, isDue } from "./eject-after-boot.ts";
import { type WatchedState, withGuest } from "./guest.ts";
import { isInterrupted } from "./intent.ts";
import { findUnfinished } from "./read.ts";
import { recordedDrive } from "./stored.ts";

/** Whether a machine that was started paused waits for a step that a killed run left, or for a drive that stays empty. */
const isLeftWaiting = async (domain: DomainHandle, seen: DomainState, state: State): Promise<boolean> =>
    state.startDomain &&
    seen.live !== undefined &&
    (state.ejected || isTakenOut(state) || isInterrupted(seen, state)) &&
    (await awaitsFirstInstruction(domain));

/** What an update would learn of the guest; empty if nothing. */
const newsOf = ({ state, phase }: WatchedState, recorded: State): string => {
    if (!isDeepStrictEqual(state.guest, recorded.guest) && isSeen(state.guest)) return HAS_BOOTED;
    if (state.waitForGuest === false || isSeen(state.guest)) return "";
    if (phase === "failed") return "the guest's first boot has failed";
    const isUnseen = phase === "running" || state.guest?.status !== "pending";
    return isUnseen ? "the end of the guest's first boot wasn't seen" : "";
};

/**
 * What an update would repair; empty if nothing: the domain lacks the drive or its medium, its machine was left
 * waiting, or a change of a fixed volume wasn't completed. Of other volumes, only a refresh says what is wrong with
 * them. A domain that doesn't exist needs no update, since there is nothing to attach the drive to.
 */
export const findLoss = async (host: HostHandle, recorded: State): Promise<string> => {
    if (recorded.domain === undefined) return recorded.fixedVolume ? await findUnfinished(host, recorded) : "";
    const ref = await findDomain(host.client, recorded.domain, host.signal);
    if (ref === undefined) return "";
    const watched = await withGuest(host, ref, recorded);
    const { state } = watched;
    if (isDue(recorded, state)) return `attached, and ${HAS_BOOTED}`;
    const domain = { ...host, ref };
    const seen = await readDomain(domain);
    // An update can only change a persistent definition then, and there is none.
    if (state.onChange === "nextBoot" && seen.config === undefined) return "";
    const { drive, isAsWanted } = describeDrive(seen, recordedDrive(state));
    if (!isAsWanted) return drive;
    if (await isLeftWaiting(domain, seen, state)) return `${drive}, but the machine was left paused`;
    const news = newsOf(watched, recorded);
    return news === "" ? "" : `${drive}, and ${news}`;
};
