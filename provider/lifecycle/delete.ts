import { findOtherUser } from "../domain/references.ts";
import type { State } from "../model/state.ts";
import type { HostHandle } from "../volume/pool.ts";
import { removeUnreferenced } from "../volume/removal.ts";
import { detachFrom } from "./detach.ts";
import { settleIntents } from "./intent.ts";

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
