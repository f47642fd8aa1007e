import type { Address } from "./transport/address.ts";
import { type ConnectionUri, readUri } from "./uri/connection-uri.ts";
import { absolutePath, isSet } from "./uri/parameters.ts";
import { tlsPlaces } from "./uri/pki.ts";
import { UnsupportedUriError, unsupported } from "./uri/refusal.ts";
import { type Environment, SYSTEM_FOLDERS, sessionFolder, socketNames } from "./uri/sockets.ts";
import { sshAddress } from "./uri/ssh.ts";

export { hasPassword, withoutPassword } from "./uri/refusal.ts";
export type { Environment } from "./uri/sockets.ts";

/** A connection URI, resolved on this machine. */
export interface ConnectionTarget {
    /** The URI as the user wrote it. */
    readonly uri: string;
    /** What the daemon is asked to open: the URI without the parts that say how to reach the daemon. */
    readonly name: string;
    readonly address: Address;
    /** The user in the URI. */
    readonly user: string | undefined;
    /** The host in the URI. @default "localhost" */
    readonly host: string;
    /** The path of libvirt's credentials file, if the URI sets it. */
    readonly authFile: string | undefined;
}

/** libvirt's registered ports. */
const PORTS = { tcp: 16_509, tls: 16_514 };

const hostOf = ({ host }: ConnectionUri): string => (host === "" ? "localhost" : host);

/** `unix(7)`: `sun_path` has 108 bytes, the last of them a zero. libvirtd can't listen on a longer path. */
const MAX_SOCKET_PATH = 107;

const SHORTER_ADVICE = "Create a symbolic link to it with a shorter path, and set socket in the URI to that link.";

/** Where the daemon can listen, in order of preference. */
const socketPaths = (
    uri: string,
    { driver, path, parameters }: ConnectionUri,
    environment: Environment,
): readonly string[] => {
    const socket = parameters.get("socket");
    if (socket !== undefined && !socket.startsWith("/")) {
        throw unsupported(uri, "the socket path isn't absolute");
    }
    const names = socketNames(uri, driver, parameters);
    const folders = (): readonly string[] => (path === "/session" ? [sessionFolder(uri, environment)] : SYSTEM_FOLDERS);
    const paths =
        socket === undefined ? folders().flatMap((folder) => names.map((name) => `${folder}/${name}`)) : [socket];
    const [long] = paths.filter((each) => Buffer.byteLength(each) > MAX_SOCKET_PATH);
    if (long !== undefined) {
        const happened = `the socket path is ${Buffer.byteLength(long)} bytes long, but the system allows at most ${MAX_SOCKET_PATH}`;
        throw unsupported(uri, happened, SHORTER_ADVICE);
    }
    return paths;
};

const nameOf = ({ driver, path, parameters }: ConnectionUri): string =>
    parameters.get("name") ?? `${driver}://${path.split("/").map(encodeURIComponent).join("/")}`;

const addressOf = (uri: string, read: ConnectionUri, environment: Environment): Address => {
    const { transport, port, parameters } = read;
    switch (transport) {
        case "unix":
            return {
                kind: "unix",
                paths: socketPaths(uri, read, environment),
                isSession: read.path === "/session",
            };
        case "tcp":
            return { kind: "tcp", host: hostOf(read), port: port ?? PORTS.tcp };
        case "tls":
            return {
                kind: "tls",
                host: hostOf(read),
                port: port ?? PORTS.tls,
                places: tlsPlaces(absolutePath(uri, parameters, "pkipath"), environment),
                verify: !isSet(uri, parameters, "no_verify"),
            };
        case "ssh":
            return sshAddress(uri, { ...read, host: hostOf(read) }, nameOf(read), environment);
    }
};

/**
 * Resolves how this machine reaches the daemon of a libvirt URI.
 *
 * @param environment Read for session daemons and for the places of certificates; ssh inherits it.
 * @throws ConfigDriveError `unsupported-uri`
 */
export const parseUri = (uri: string, environment: Environment): ConnectionTarget => {
    const read = readUri(uri);
    return {
        uri,
        name: nameOf(read),
        address: addressOf(uri, read, environment),
        user: read.user,
        host: hostOf(read),
        authFile: absolutePath(uri, read.parameters, "authfile"),
    };
};

/** What is wrong with a URI on any machine; undefined if nothing is. */
export const uriProblem = (uri: string): string | undefined => {
    try {
        parseUri(uri, { HOME: "/" });
        return undefined;
    } catch (error) {
        if (error instanceof UnsupportedUriError) return error.reason;
        throw error;
    }
};
