import type { LibvirtClient } from "../../provider/libvirt/client.ts";

/** The same client, with some of its calls replaced. */
export const withCalls = (client: LibvirtClient, calls: Partial<LibvirtClient>): LibvirtClient =>
    new Proxy(client, {
        get: (target, key) => {
            const own: unknown = Reflect.get(calls, key) ?? Reflect.get(target, key, target);
            return typeof own === "function" ? own.bind(target) : own;
        },
    });
