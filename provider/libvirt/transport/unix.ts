import { createConnection } from "node:net";
import type { UnixAddress } from "./address.ts";
import { isErrno, LinkError, reasonOf } from "./link-error.ts";
import { connected, overSocket } from "./socket.ts";
import type { Transport } from "./transport.ts";

const START_SESSION = "Start a session daemon: virsh --connect qemu:///session version.";
const START_SYSTEM =
    "Start the daemon (systemctl start libvirtd, or systemctl start virtqemud.socket on hosts with modular daemons), or name its socket in the URI (?socket=PATH).";

const explanation = ({ paths, isSession }: UnixAddress, error: unknown): string => {
    const sockets = paths.join(" or ");
    const startAdvice = isSession ? START_SESSION : START_SYSTEM;
    if (isErrno(error, "ENOENT")) return `no socket exists at ${sockets}. ${startAdvice}`;
    if (isErrno(error, "ECONNREFUSED")) return `nothing is listening on ${sockets} any more. ${startAdvice}`;
    if (isErrno(error, "EACCES") || isErrno(error, "EPERM")) {
        return `this user isn't allowed to open ${sockets}. Add the user to the group "libvirt" and log in again, or run as root.`;
    }
    if (isErrno(error, "EAGAIN")) return "too many clients are waiting for the daemon. Run again.";
    return `${reasonOf(error)}. Check the socket ${sockets}.`;
};

const explained = (address: UnixAddress, cause: unknown): LinkError =>
    new LinkError(explanation(address, cause), { cause });

/** Opens the first socket that has a listener. */
export const dialUnix = async (address: UnixAddress, signal: AbortSignal): Promise<Transport> => {
    const failures: unknown[] = [];
    for (const path of address.paths) {
        try {
            const socket = await connected(() => createConnection({ path }), "connect", signal);
            return overSocket(socket, `libvirt at ${path}`);
        } catch (error) {
            signal.throwIfAborted();
            // A socket file can outlive its daemon (ECONNREFUSED) while the other kind of daemon runs.
            if (!isErrno(error, "ENOENT") && !isErrno(error, "ECONNREFUSED")) throw explained(address, error);
            failures.push(error);
        }
    }
    throw explained(address, failures.find((error) => !isErrno(error, "ENOENT")) ?? failures[0]);
};
