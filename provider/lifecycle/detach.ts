import { detachDrive } from "../disk/detach.ts";
import { type DomainHandle, findDomain, readDomain } from "../domain/read.ts";
import type { State } from "../model/state.ts";
import type { HostHandle } from "../volume/host.ts";
import type { OwnDomain } from "../volume/in-use.ts";
import { recordedMark } from "./stored.ts";

const openIfThere = async (host: HostHandle, { domain }: State): Promise<DomainHandle | undefined> => {
    const ref = domain === undefined ? undefined : await findDomain(host.client, domain, host.signal);
    return ref && { ...host, ref };
};

/**
 * Detaches the drive from the domain in the state, if that still exists; in a tray that the domain declares, ejects it.
 * Returns the domain as it was before.
 */
export const detachFrom = async (host: HostHandle, state: State): Promise<OwnDomain | undefined> => {
    const domain = await openIfThere(host, state);
    if (domain === undefined) return undefined;
    const seen = await readDomain(domain);
    await detachDrive(domain, recordedMark(state), seen, state.declaredTray);
    return { domain, seen };
};
