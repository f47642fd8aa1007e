import { ConfigDriveError } from "../text/errors.ts";
import { authenticate, type Identity, refused } from "./authentication.ts";
import { call } from "./call.ts";
import { Calls } from "./calls.ts";
import { LibvirtError } from "./error.ts";
import { abortedCall } from "./failures.ts";
import { KEEPALIVE, type KeepaliveTimes } from "./keepalive.ts";
import { procedures } from "./procedures.ts";
import { dial } from "./transport/dial.ts";
import { LinkError, reasonOf } from "./transport/link-error.ts";
import type { Transport } from "./transport/transport.ts";
import type { ConnectionTarget } from "./uri.ts";

/** `VIR_DRV_FEATURE_PROGRAM_KEEPALIVE`. */
const KEEPALIVE_FEATURE = 10;

/** How a connection is opened. */
export interface OpenOptions extends Identity {
    /** How long the daemon may take to answer each step. */
    readonly timeoutMs: number;
    readonly signal?: AbortSignal | undefined;
    /** @default libvirt's own times */
    readonly keepalive?: KeepaliveTimes | undefined;
}

/** Only a network peer can vanish silently; a local process closes its socket when it ends. */
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
        if (either.aborted) throw abortedCall(doing, either.reason);
        const text = cause instanceof LinkError ? cause.message : `${reasonOf(cause)}. Check the URI.`;
        throw new ConfigDriveError("connect-failed", `${doing}: ${text}`, { cause });
    }
};

/** Dials the daemon, authenticates, and opens the hypervisor. */
export const openConnection = async (target: ConnectionTarget, options: OpenOptions): Promise<Calls> => {
    const { timeoutMs, signal, keepalive = KEEPALIVE } = options;
    const doing = `connect to ${target.uri}`;
    const calls = new Calls(await dialTarget(target, timeoutMs, signal), timeoutMs);
    try {
        await authenticate(calls, target, options, { doing, signal });
        await call(calls, procedures.connectOpen, [target.name, 0], { doing, signal });
        if (
            isRemote(target) &&
            (await call(calls, procedures.connectSupportsFeature, [KEEPALIVE_FEATURE], { doing, signal }))
        ) {
            calls.keepAlive(keepalive);
        }
        if (calls.closed) {
            // Data right after the last answer ended the connection. Any call now reports what it was.
            await call(calls, procedures.connectOpen, [target.name, 0], { doing, signal });
        }
        return calls;
    } catch (error) {
        await calls.close();
        throw error instanceof LibvirtError ? refused(doing, error) : error;
    }
};
