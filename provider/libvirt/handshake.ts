import { ConfigDriveError } from "../errors.ts";
import { Calls } from "./calls.ts";
import { isAuthenticationFailed, LibvirtError } from "./error.ts";
import type { CallOptions } from "./exchange.ts";
import { abortedCall } from "./failures.ts";
import {
    type ArgumentsOf,
    decodeResult,
    encodeArguments,
    type ProcedureName,
    procedures,
    type ResultOf,
} from "./procedures.ts";
import { dial, isErrno, type Transport } from "./transport.ts";
import type { ConnectionTarget } from "./uri.ts";

/** `remote_auth_type`. */
const AUTHENTICATION = { none: 0, sasl: 1, polkit: 2 } as const;

const AUTHORISATION = "authPolkit" satisfies ProcedureName;

/** Calls a procedure that has no stream, and decodes its answer. */
export const call = <N extends ProcedureName>(
    calls: Calls,
    procedure: N,
    args: ArgumentsOf<N>,
    options: CallOptions & { readonly doing?: string },
): Promise<ResultOf<N>> =>
    new Promise((resolve, reject) => {
        const payload = encodeArguments(procedure, args);
        const { number } = procedures[procedure];
        calls.start(
            { procedure, number, payload, stream: false, ...options },
            {
                receive: (packet) => {
                    resolve(decodeResult(procedure, packet.payload));
                    return true;
                },
                fail: reject,
            },
        );
    });

/** Dials the daemon, says who is calling, and opens the hypervisor. */
export const openConnection = async (
    target: ConnectionTarget,
    timeoutMs: number,
    signal: AbortSignal | undefined,
): Promise<Calls> => {
    const doing = `connect to ${target.uri}`;
    const calls = new Calls(await dialTarget(target, timeoutMs, signal), timeoutMs);
    try {
        await authenticate(calls, { doing, signal });
        await call(calls, "connectOpen", [target.name, 0], { doing, signal });
        return calls;
    } catch (error) {
        await calls.close();
        throw error instanceof LibvirtError ? refused(doing, error) : error;
    }
};

/** The daemon answers no other call before it has been asked what proof of identity it wants. */
const authenticate = async (calls: Calls, options: CallOptions & { readonly doing: string }): Promise<void> => {
    const wanted = await call(calls, "authList", [], options);
    if (wanted.length === 0 || wanted.includes(AUTHENTICATION.none)) {
        return;
    }
    if (!wanted.includes(AUTHENTICATION.polkit)) {
        throw new ConfigDriveError(
            "connect-failed",
            `${options.doing}: the daemon wants SASL, which is not supported yet. Set auth_unix_rw to "polkit" or "none" in its configuration.`,
        );
    }
    await call(calls, AUTHORISATION, [], options);
};

const dialTarget = async (
    target: ConnectionTarget,
    timeoutMs: number,
    signal: AbortSignal | undefined,
): Promise<Transport> => {
    const deadline = AbortSignal.timeout(timeoutMs);
    const either = signal === undefined ? deadline : AbortSignal.any([signal, deadline]);
    try {
        return await dial(target.address, either);
    } catch (cause) {
        if (either.aborted) {
            throw abortedCall(`connect to ${target.uri}`, either.reason);
        }
        throw new ConfigDriveError("connect-failed", `connect to ${target.uri}: ${dialText(target, cause)}`, { cause });
    }
};

const dialText = (target: ConnectionTarget, error: unknown): string => {
    const sockets = target.address.paths.join(" or ");
    if (isErrno(error, "ENOENT")) {
        return `there is no socket ${sockets}. ${startAdvice(target)}`;
    }
    if (isErrno(error, "ECONNREFUSED")) {
        return `nothing listens at ${sockets} any more. ${startAdvice(target)}`;
    }
    if (isErrno(error, "EACCES") || isErrno(error, "EPERM")) {
        return `this user may not open ${sockets}. Add the user to the group "libvirt" and log in again, or run as root.`;
    }
    if (isErrno(error, "EAGAIN")) {
        return "the daemon has too many callers waiting. Run this again.";
    }
    const reason = error instanceof Error ? error.message : String(error);
    return `${reason}. Check the socket ${sockets}.`;
};

const startAdvice = (target: ConnectionTarget): string =>
    target.name.endsWith("/session")
        ? "Start a session daemon: virsh --connect qemu:///session version."
        : "Check that libvirtd runs: systemctl start libvirtd (or virtqemud.socket), or name its socket in the URI.";

const refused = (doing: string, error: LibvirtError): ConfigDriveError => {
    // Without a bus to reach polkit by, the daemon calls it an internal error.
    const advice =
        error.procedure === AUTHORISATION || isAuthenticationFailed(error)
            ? 'Add the user to the group "libvirt", or allow org.libvirt.unix.manage in polkit.'
            : "Check the URI, and that the daemon has this driver.";
    return new ConfigDriveError("connect-failed", `${doing}: ${error.message}. ${advice}`, { cause: error });
};
