import type { LibvirtClient } from "../../provider/libvirt/client.ts";
import type { HostHandle } from "../../provider/volume/host.ts";

/** A host on which something happens right before each call; `count` counts the calls of that name from 1. */
export const beforeCalls = (
    handle: HostHandle,
    act: (call: keyof LibvirtClient, count: number) => Promise<void>,
): HostHandle => {
    const counts = new Map<PropertyKey, number>();
    const client = new Proxy(handle.client, {
        get: (target, key) => {
            const own: unknown = Reflect.get(target, key, target);
            if (typeof own !== "function") return own;
            return async (...args: readonly unknown[]): Promise<unknown> => {
                const count = (counts.get(key) ?? 0) + 1;
                counts.set(key, count);
                await act(key as keyof LibvirtClient, count);
                return await own.apply(target, args);
            };
        },
    });
    return { ...handle, client };
};

/** A host on which something happens once, right before a call of a name. */
export const rightBefore = (
    handle: HostHandle,
    name: keyof LibvirtClient,
    act: () => Promise<void>,
    nth: number = 1,
): HostHandle =>
    beforeCalls(handle, async (call, count) => {
        if (call === name && count === nth) await act();
    });

/** A host on which a run ends at a call of a name, as when it is killed: it makes neither this call nor any other. */
export const killedAt = (handle: HostHandle, name: keyof LibvirtClient, nth: number = 1): HostHandle => {
    let isDead = false;
    return beforeCalls(handle, async (call, count) => {
        isDead ||= call === name && count === nth;
        if (isDead) throw new Error("killed");
    });
};
