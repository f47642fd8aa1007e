import { createConnection, type Socket } from "node:net";
import type { TcpAddress, Transport } from "../transport.ts";
import { isErrno, LinkError, reasonOf } from "./link-error.ts";
import { connected, overSocket } from "./socket.ts";

/** Opens a port of a host, by every address that its name has. */
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

/** A host and a port, for messages. */
export const placeOf = ({ host, port }: { readonly host: string; readonly port: number }): string =>
    `${host.includes(":") ? `[${host}]` : host}:${port}`;

const NO_ROUTE = ["EHOSTUNREACH", "ENETUNREACH", "EADDRNOTAVAIL", "EHOSTDOWN", "ENETDOWN"];

/** Why a port couldn't be opened. */
export const unreachable = (
    address: { readonly host: string; readonly port: number },
    listens: "tcp" | "tls",
    cause: unknown,
): LinkError => new LinkError(explanation(address, listens, cause), { cause });

const explanation = (
    address: { readonly host: string; readonly port: number },
    listens: "tcp" | "tls",
    error: unknown,
): string => {
    const place = placeOf(address);
    if (isErrno(error, "ECONNREFUSED")) {
        return `nothing listens at ${place}. Check that the daemon listens there (libvirtd-${listens}.socket, or listen_${listens} = 1 and --listen), or use qemu+ssh.`;
    }
    if (isErrno(error, "ENOTFOUND") || isErrno(error, "EAI_AGAIN")) {
        return `there is no address for the host "${address.host}". Check its name.`;
    }
    if (NO_ROUTE.some((code) => isErrno(error, code)) || isErrno(error, "ETIMEDOUT")) {
        return `there is no way to ${place} (${reasonOf(error)}). Check the network and the host's firewall.`;
    }
    return `${reasonOf(error)}. Check ${place}.`;
};
