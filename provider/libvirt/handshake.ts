import { ConfigDriveError } from "../errors.ts";
import { authenticate, type Identity, refused } from "./authentication.ts";
import { call } from "./call.ts";
import { Calls } from "./calls.ts";
import { LibvirtError } from "./error.ts";
import { abortedCall } from "./failures.ts";
import { KEEPALIVE, type KeepaliveTimes } from "./keepalive.ts";
import { LinkError, reasonOf } from "./transport/link-error.ts";
import { dial, type Transport } from "./transport.ts";
import type { ConnectionTarget } from "./uri.ts";

/** `VIR_DRV_FEATURE_PROGRAM_KEEPALIVE`. */
const KEEPALIVE_FEATURE = 10;

/** How a connection is opened. */
export interface OpenOptions extends Identity {
    /** How long each step may take without a sign of life. */
    readonly timeoutMs: number;
    readonly signal?: AbortSignal | undefined;
    /** @default libvirt's own */
    readonly keepalive?: KeepaliveTimes | undefined;
}

/** Dials the daemon, says who is calling, and opens the hypervisor. */
export const openConnection = async (target: ConnectionTarget, options: OpenOptions): Promise<Calls> => {
    const { timeoutMs, signal, keepalive = KEEPALIVE } = options;
    const doing = `connect to ${target.uri}`;
    const calls = new Calls(await dialTarget(target, timeoutMs, signal), timeoutMs);
    try {
        await authenticate(calls, target, options, { doing, signal });
        await call(calls, "connectOpen", [target.name, 0], { doing, signal });
        if (isRemote(target) && (await call(calls, "connectSupportsFeature", [KEEPALIVE_FEATURE], { doing, signal }))) {
            calls.keepAlive(keepalive);
        }
        if (calls.closed) {
            // By what came right behind the last answer. Any call says now what that was.
            await call(calls, "connectOpen", [target.name, 0], { doing, signal });
        }
        return calls;
    } catch (error) {
        await calls.close();
        throw error instanceof LibvirtError ? refused(doing, error) : error;
    }
};

/** Only a network can go silent; a process on this machine closes its socket when it ends. */
const isRemote = ({ address }: ConnectionTarget): boolean => address.kind !== "unix";

const dialTarget = async (
    target: ConnectionTarget,
    timeoutMs: number,
    signal: AbortSignal | undefined,
): Promise<Transport> => {
    const deadline = AbortSignal.timeout(timeoutMs);
    const either = signal === undefined ? deadline : AbortSignal.any([signal, deadline]);
    const doing = `connect to ${target.uri}`;
    try {
        return await dial(target.address, either);
    } catch (cause) {
        if (either.aborted) {
            throw abortedCall(doing, either.reason);
        }
        const text = cause instanceof LinkError ? cause.message : `${reasonOf(cause)}. Check the URI.`;
        throw new ConfigDriveError("connect-failed", `${doing}: ${text}`, { cause });
    }
};
