import { findDomain, readDomain } from "../domain/read.ts";
import { withDefaults } from "../model/defaults.ts";
import { type CheckedInputs, EJECTED_AFTER_BOOT, IMAGE_DELETED, isTakenOut, type State } from "../model/state.ts";
import type { HostHandle } from "../volume/host.ts";
import { removeUnused } from "../volume/remove.ts";
import { asError, IncompleteDrive } from "./incomplete.ts";

/** A declaration as it is once the guest has booted: without a medium, at once. */
export const ejectedInputs = (news: CheckedInputs): CheckedInputs => ({ ...news, ejected: true, onChange: "swap" });

/** The state that `ejectedInputs` made, as its program declares it. */
export const declaredState = (news: CheckedInputs, state: State): State => {
    const { ejected, onChange } = withDefaults(news);
    return { ...state, ejected, onChange };
};

/** `drive` of a drive whose medium was taken out, from how its domain has it. */
export const driveAfterBoot = (drive: string): string => drive.replace(/^ejected/, EJECTED_AFTER_BOOT);

const removeImage = async (host: HostHandle, state: State): Promise<readonly string[]> => {
    const ref = state.domain === undefined ? undefined : await findDomain(host.client, state.domain, host.signal);
    const own = ref && { domain: { ...host, ref }, seen: await readDomain({ ...host, ref }) };
    return await removeUnused(host, { pool: state.pool, keys: [state.volumeKey], own });
};

/** What is said of a drive whose guest has booted, as far as the state doesn't know it yet. */
export const HAS_BOOTED = "the guest has done its first boot";

/** Whether the medium of a guest that has booted, as was seen just now, is still to be taken out. */
export const isDue = (recorded: State, now: State): boolean => isTakenOut(now) && !isTakenOut(recorded);

/** Deletes the image of a drive that was taken out, unless a snapshot or another domain needs it. */
export const discardImage = async (host: HostHandle, state: State): Promise<State> => {
    const [kept] = await removeImage(host, state).catch((error: unknown) => {
        throw new IncompleteDrive(state, asError(error));
    });
    if (kept === undefined) return { ...state, drive: IMAGE_DELETED };
    host.warn(
        `keepImage: the image ${state.volumePath} stays, because another domain or a snapshot uses it. The next update that finds it unused deletes it`,
    );
    return state;
};
