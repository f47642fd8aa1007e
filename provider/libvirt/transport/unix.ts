import { createConnection } from "node:net";
import type { Transport, UnixAddress } from "../transport.ts";
import { isErrno, LinkError, reasonOf } from "./link-error.ts";
import { connected, overSocket } from "./socket.ts";

/** Opens the first of the sockets behind which somebody listens. */
export const dialUnix = async (address: UnixAddress, signal: AbortSignal): Promise<Transport> => {
    const failures: unknown[] = [];
    for (const path of address.paths) {
        try {
            const socket = await connected(() => createConnection({ path }), "connect", signal);
            return overSocket(socket, `libvirt at ${path}`);
        } catch (error) {
            signal.throwIfAborted();
            // A socket file can outlive its daemon (ECONNREFUSED) while the other kind of daemon serves.
            if (!isErrno(error, "ENOENT") && !isErrno(error, "ECONNREFUSED")) {
                throw explained(address, error);
            }
            failures.push(error);
        }
    }
    throw explained(address, failures.find((error) => !isErrno(error, "ENOENT")) ?? failures[0]);
};

const explained = (address: UnixAddress, cause: unknown): LinkError =>
    new LinkError(explanation(address, cause), { cause });

const explanation = ({ paths, isSession }: UnixAddress, error: unknown): string => {
    const sockets = paths.join(" or ");
    const startAdvice = isSession ? START_SESSION : START_SYSTEM;
    if (isErrno(error, "ENOENT")) {
        return `there is no socket ${sockets}. ${startAdvice}`;
    }
    if (isErrno(error, "ECONNREFUSED")) {
        return `nothing listens at ${sockets} any more. ${startAdvice}`;
    }
    if (isErrno(error, "EACCES") || isErrno(error, "EPERM")) {
        return `this user may not open ${sockets}. Add the user to the group "libvirt" and log in again, or run as root.`;
    }
    if (isErrno(error, "EAGAIN")) {
        return "the daemon has too many callers waiting. Run this again.";
    }
    return `${reasonOf(error)}. Check the socket ${sockets}.`;
};

const START_SESSION = "Start a session daemon: virsh --connect qemu:///session version.";
const START_SYSTEM =
    "Check that libvirtd runs: systemctl start libvirtd (or virtqemud.socket), or name its socket in the URI.";
