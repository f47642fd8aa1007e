import { describeDrive } from "../disk/inspect.ts";
import { awaitsFirstInstruction } from "../domain/first-instruction.ts";
import { type DomainHandle, type DomainState, findDomain, readDomain } from "../domain/read.ts";
import type { State } from "../model/state.ts";
import type { HostHandle } from "../volume/host.ts";
import { isInterrupted } from "./intent.ts";
import { findUnfinished } from "./read.ts";
import { recordedDrive } from "./stored.ts";

/** Whether a machine that was started paused waits for a step that a killed run left, or for a drive that stays empty. */
const isLeftWaiting = async (domain: DomainHandle, seen: DomainState, state: State): Promise<boolean> =>
    state.startDomain &&
    seen.live !== undefined &&
    (state.ejected || isInterrupted(seen, state)) &&
    (await awaitsFirstInstruction(domain));

/**
 * What an update would repair; empty if nothing: the domain lacks the drive or its medium, its machine was left
 * waiting, or a change of a fixed volume wasn't completed. Of other volumes, only a refresh says what is wrong with
 * them. A domain that doesn't exist needs no update, since there is nothing to attach the drive to.
 */
export const findLoss = async (host: HostHandle, state: State): Promise<string> => {
    if (state.domain === undefined) return state.fixedVolume ? await findUnfinished(host, state) : "";
    const ref = await findDomain(host.client, state.domain, host.signal);
    if (ref === undefined) return "";
    const domain = { ...host, ref };
    const seen = await readDomain(domain);
    // An update can only change a persistent definition then, and there is none.
    if (state.onChange === "nextBoot" && seen.config === undefined) return "";
    const { drive, isAsWanted } = describeDrive(seen, recordedDrive(state));
    if (!isAsWanted) return drive;
    return (await isLeftWaiting(domain, seen, state)) ? `${drive}, but the machine was left paused` : "";
};
