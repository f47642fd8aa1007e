import type { Address } from "./transport.ts";
import { absolutePath, checkParameters, isSet } from "./uri/parameters.ts";
import { joinUri, splitUri, type UriParts } from "./uri/parts.ts";
import { tlsPlaces } from "./uri/pki.ts";
import { UnsupportedUriError, unsupported } from "./uri/refusal.ts";
import { readScheme, type Scheme, type TransportName } from "./uri/scheme.ts";
import { type Environment, SYSTEM_FOLDERS, sessionFolder, socketNames } from "./uri/sockets.ts";
import { sshAddress } from "./uri/ssh.ts";

export type { Environment } from "./uri/sockets.ts";

/** A connection URI, read: every part as written, with libvirt's choice of transport made. */
export interface ConnectionUri extends Omit<UriParts, "scheme"> {
    readonly driver: Scheme["driver"];
    readonly transport: TransportName;
}

/** A connection URI, understood on this machine. */
export interface ConnectionTarget {
    /** As the user wrote it. */
    readonly uri: string;
    /** What the daemon is asked to open: the URI without the ways to reach it. */
    readonly name: string;
    readonly address: Address;
    /** The user that the URI names. */
    readonly user: string | undefined;
    /** The host that the URI names; `localhost` where it names none. */
    readonly host: string;
    /** Where libvirt's own file of credentials is, when the URI says. */
    readonly authFile: string | undefined;
}

/** libvirt's registered ports. */
const PORTS = { tcp: 16_509, tls: 16_514 };

/**
 * Reads a libvirt URI.
 *
 * @throws ConfigDriveError `unsupported-uri`
 */
export const readUri = (uri: string): ConnectionUri => {
    const { scheme, ...parts } = splitUri(uri);
    const { driver, transport: given } = readScheme(uri, scheme);
    const transport = given ?? (parts.host === "" ? "unix" : "tls");
    if (transport === "unix" && (parts.host !== "" || parts.port !== undefined)) {
        throw unsupported(uri, "a unix socket is on this machine, and the URI names a host");
    }
    if (driver === "test" && given === undefined && parts.host === "" && !parts.parameters.has("socket")) {
        throw unsupported(uri, "this driver runs inside libvirt's own library unless a socket is named");
    }
    if (driver === "qemu" && parts.path !== "/system" && parts.path !== "/session") {
        throw unsupported(uri, `the path is "${parts.path}", not /system or /session`);
    }
    checkParameters(uri, transport, parts.parameters);
    return { ...parts, driver, transport };
};

/** What is wrong with a URI, as far as that doesn't depend on the machine; undefined if nothing is. */
export const uriProblem = (uri: string): string | undefined => {
    try {
        parseUri(uri, { HOME: "/" });
        return undefined;
    } catch (error) {
        if (error instanceof UnsupportedUriError) {
            return error.reason;
        }
        throw error;
    }
};

/** Writes a URI that is read as the same. */
export const writeUri = ({ driver, transport, ...parts }: ConnectionUri): string =>
    joinUri({ ...parts, scheme: `${driver}+${transport}` });

/**
 * Says how the daemon of a libvirt URI is reached from this machine.
 *
 * @param environment only read for session daemons and for the places of certificates
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

const hostOf = ({ host }: ConnectionUri): string => (host === "" ? "localhost" : host);

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
            return sshAddress(uri, { ...read, host: hostOf(read) }, nameOf(read));
    }
};

/** `unix(7)`: `sun_path` has 108 bytes, the last of them a zero; libvirtd listens at no longer path. */
const MAX_SOCKET_PATH = 107;
const SHORTER_ADVICE = "Name a symbolic link to it that has a shorter path, by socket in the URI.";

/** Where the daemon may listen, the likeliest first. */
const socketPaths = (
    uri: string,
    { driver, path, parameters }: ConnectionUri,
    environment: Environment,
): readonly string[] => {
    const socket = parameters.get("socket");
    if (socket !== undefined && !socket.startsWith("/")) {
        throw unsupported(uri, "the path of the socket is not absolute");
    }
    const names = socketNames(uri, driver, parameters);
    const folders = (): readonly string[] => (path === "/session" ? [sessionFolder(uri, environment)] : SYSTEM_FOLDERS);
    const paths =
        socket === undefined ? folders().flatMap((folder) => names.map((name) => `${folder}/${name}`)) : [socket];
    const [long] = paths.filter((each) => Buffer.byteLength(each) > MAX_SOCKET_PATH);
    if (long !== undefined) {
        const happened = `the path of the socket has ${Buffer.byteLength(long)} bytes, and the system takes ${MAX_SOCKET_PATH}`;
        throw unsupported(uri, happened, undefined, SHORTER_ADVICE);
    }
    return paths;
};

const nameOf = ({ driver, path, parameters }: ConnectionUri): string =>
    parameters.get("name") ??
    joinUri({ scheme: driver, user: undefined, host: "", port: undefined, path, parameters: new Map() });
