import { describeDrive } from "../disk/inspect.ts";
import { awaitsFirstInstruction } from "../domain/first-instruction.ts";
import { findDomain, readDomain } from "../domain/read.ts";
import type { State } from "../model/state.ts";
import type { HostHandle } from "../volume/host.ts";
import { isInterrupted } from "./intent.ts";
import { recordedDrive } from "./stored.ts";

/**
 * Whether an update would repair something: the domain lacks the drive or its medium, an earlier run was killed, or the
 * machine waits for a drive that stays empty. Only reads the domain; a refresh also compares the volume. A domain that
 * doesn't exist needs no update, since there is nothing to attach the drive to.
 */
export const needsRepair = async (host: HostHandle, state: State): Promise<boolean> => {
    if (state.domain === undefined) return false;
    const ref = await findDomain(host.client, state.domain, host.signal);
    if (ref === undefined) return false;
    const domain = { ...host, ref };
    const seen = await readDomain(domain);
    const wanted = recordedDrive(state);
    if (!describeDrive(seen, wanted).isAsWanted || isInterrupted(seen, wanted.mark)) return true;
    const { ejected, startDomain } = state;
    return ejected && startDomain && seen.live !== undefined && (await awaitsFirstInstruction(domain));
};
