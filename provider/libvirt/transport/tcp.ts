import { createConnection, type Socket } from "node:net";
import type { TcpAddress } from "./address.ts";
import { isErrno, LinkError, reasonOf } from "./link-error.ts";
import { connected, overSocket } from "./socket.ts";
import type { Transport } from "./transport.ts";

/** A host and a port, for messages. */
export const placeOf = ({ host, port }: { readonly host: string; readonly port: number }): string =>
    `${host.includes(":") ? `[${host}]` : host}:${port}`;

const NO_ROUTE = ["EHOSTUNREACH", "ENETUNREACH", "EADDRNOTAVAIL", "EHOSTDOWN", "ENETDOWN"];

const explanation = (
    address: { readonly host: string; readonly port: number },
    listens: "tcp" | "tls",
    error: unknown,
): string => {
    const place = placeOf(address);
    if (isErrno(error, "ECONNREFUSED")) {
        return `nothing is listening on ${place}. Check that the daemon listens there (libvirtd-${listens}.socket, or listen_${listens} = 1 and --listen), or use qemu+ssh.`;
    }
    if (isErrno(error, "ENOTFOUND") || isErrno(error, "EAI_AGAIN")) {
        return `can't resolve the host name "${address.host}". Check the name.`;
    }
    if (NO_ROUTE.some((code) => isErrno(error, code)) || isErrno(error, "ETIMEDOUT")) {
        return `can't reach ${place} (${reasonOf(error)}). Check the network and the host's firewall.`;
    }
    return `${reasonOf(error)}. Check ${place}.`;
};

/** Explains why a port couldn't be opened. */
export const unreachable = (
    address: { readonly host: string; readonly port: number },
    listens: "tcp" | "tls",
    cause: unknown,
): LinkError => new LinkError(explanation(address, listens, cause), { cause });

/** Opens a port of a host. Tries every address of its name. */
export const dialTcp = async (address: TcpAddress, signal: AbortSignal): Promise<Transport> => {
    const { host, port } = address;
    try {
        const open = (): Socket => createConnection({ host, port, noDelay: true, keepAlive: true });
        const socket = await connected(open, "connect", signal);
        return overSocket(socket, `libvirt at ${placeOf(address)}`);
    } catch (error) {
        signal.throwIfAborted();
        throw unreachable(address, "tcp", error);
    }
};
