import { makeHost, removeHost, type SingleHost } from "./single-host.ts";
import { Stack } from "./stack.ts";

/** A stack of one drive, not yet up, and the host that is made for it. */
export interface SingleStack {
    readonly stack: Stack;
    readonly host: SingleHost;
    /** What tells the program its pool and its domain. */
    readonly variables: Record<string, string>;
}

/** @param stack In a folder of its own, which the host's pool is put into. */
export const openSingleStack = async (stack = new Stack("single")): Promise<SingleStack> => {
    const host = makeHost(stack.folder);
    await stack.init();
    return { stack, host, variables: { POOL: host.pool, DOMAIN: host.uuid } };
};

/** Takes both away. */
export const closeSingleStack = async ({ stack, host }: Pick<SingleStack, "stack" | "host">): Promise<void> => {
    await stack.remove();
    removeHost(host);
};
