import { findOtherUser } from "../domain/references.ts";
import type { State } from "../model/state.ts";
import { virsh } from "../text/shell-word.ts";
import type { HostHandle } from "../volume/host.ts";
import { removeUnreferenced } from "../volume/remove.ts";
import { detachFrom } from "./detach.ts";
import { settleIntents } from "./intent.ts";

/**
 * Deletes the drive: detaches it from the domain, then deletes its volumes. Parts that no longer exist are skipped. An
 * image that another domain refers to, e.g. a clone, stays: without it that domain couldn't start.
 */
export const deleteDrive = async (host: HostHandle, state: State): Promise<void> => {
    const own = await detachFrom(host, state);
    const isReferenced = async (names: readonly string[]): Promise<boolean> => {
        const user = await findOtherUser(host, names, own?.domain.ref);
        // Otherwise a domain that can't be read would keep every drive of the host from being deleted.
        if (user === undefined || user === "anybody") return false;
        const [path = ""] = names;
        host.warn(
            `the image ${path} stays in the pool because domain "${user.name}" uses it, and Pulumi no longer manages it. Detach it from that domain, then delete it: ${virsh(host.client.uri, "vol-delete", path)}`,
        );
        return true;
    };
    const keys = [state.volumeKey, ...state.retiredVolumes];
    await removeUnreferenced(host, state.pool, keys, isReferenced);
    if (own !== undefined) await settleIntents(host, own, state, []);
};
