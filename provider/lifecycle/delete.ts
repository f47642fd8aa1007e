import type { Reference } from "../domain/references.ts";
import type { State } from "../model/state.ts";
import type { HostHandle } from "../volume/host.ts";
import { showUse, type VolumeFile } from "../volume/in-use.ts";
import { deletionOf, removeUnused } from "../volume/remove.ts";
import { detachFrom } from "./detach.ts";
import { settleIntents } from "./intent.ts";
import { recordedMark } from "./stored.ts";

/** Whether one drive is where the other was. */
const isInPlaceOf = (successor: State | undefined, { connection, domain, volumePrefix }: State): boolean =>
    successor?.connection === connection && successor.domain === domain && successor.volumePrefix === volumePrefix;

/**
 * Deletes the drive: detaches it from the domain, then deletes its volumes. Parts that no longer exist are skipped. An
 * image that something else needs stays: without it a clone couldn't start, or a snapshot couldn't be reverted to.
 *
 * @param successor The drive that replaces this one, if it was created first. What is its own now stays.
 */
export const deleteDrive = async (host: HostHandle, state: State, successor?: State): Promise<void> => {
    const own = isInPlaceOf(successor, state) ? undefined : await detachFrom(host, state);
    const isKept = (use: Reference | "anybody", file: VolumeFile): boolean => {
        // Otherwise a domain that can't be read would keep every drive of the host from being deleted.
        if (use === "anybody") return false;
        const { keeper } = use;
        const remedy =
            keeper === undefined ? "Detach it from that domain, then delete it" : `Delete it when ${keeper} is gone`;
        host.warn(
            `the image ${file.path} stays in the pool because ${showUse(use)}, and Pulumi no longer manages it. ${remedy}: ${deletionOf(host, file)}`,
        );
        return true;
    };
    const keys = [state.volumeKey, ...state.retiredVolumes].filter((key) => key !== successor?.volumeKey);
    await removeUnused(host, { pool: state.pool, keys, own: own && { ...own, leaving: recordedMark(state) }, isKept });
    if (own !== undefined) await settleIntents(host, own, state, []);
};
