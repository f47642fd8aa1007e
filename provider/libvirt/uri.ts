import { ConfigDriveError } from "../errors.ts";
import type { Address } from "./transport.ts";

/** The variables of the process that a connection depends on: `XDG_RUNTIME_DIR`, `XDG_CACHE_HOME` and `HOME`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A connection URI, understood. */
export interface ConnectionTarget {
    /** As the user wrote it. */
    readonly uri: string;
    /** What the daemon is asked to open: the URI without the ways to reach it. */
    readonly name: string;
    readonly address: Address;
}

const SPOKEN =
    "qemu:///system, qemu:///session, qemu+unix:///system?socket=/path and test+unix:///default?socket=/path";

/** Parameters that tell a client how to reach the daemon. All others are the hypervisor driver's and go along. */
const OWN_PARAMETERS: readonly string[] = ["socket", "mode", "name"];
/** Parameters of the transports over a network, and of a client's own dialogue with its user. */
const REMOTE_PARAMETERS: readonly string[] = [
    "auth",
    "command",
    "keyfile",
    "known_hosts",
    "known_hosts_verify",
    "netcat",
    "no_sanity",
    "no_tty",
    "no_verify",
    "pkipath",
    "proxy",
    "sshauth",
    "tls_priority",
];

/**
 * Says where the daemon of a libvirt URI listens.
 *
 * @param environment only read for session daemons
 * @throws ConfigDriveError `unsupported-uri`
 */
export const parseUri = (uri: string, environment: Environment): ConnectionTarget => {
    const parts = split(uri);
    const [driver, transport] = schemeOf(uri, parts);
    const mode = parts.parameters.get("mode") ?? "auto";
    const socket = parts.parameters.get("socket");
    if (driver === "test" && transport === undefined && socket === undefined) {
        throw unsupported(uri, "this driver runs inside libvirt's own library unless a socket is named");
    }
    const paths = socket === undefined ? socketPaths(uri, parts.path, driver, mode, environment) : [socket];
    if (paths.some((path) => !path.startsWith("/") || path.includes("\0"))) {
        throw unsupported(uri, "the path of the socket is not absolute");
    }
    return { uri, name: nameOf(driver, parts), address: { kind: "unix", paths } };
};

interface UriParts {
    readonly scheme: string;
    readonly authority: string;
    readonly path: string;
    readonly parameters: ReadonlyMap<string, string>;
}

/** RFC 3986 3. Not `URL`: it would read `+` in a socket's path as a space. */
const split = (uri: string): UriParts => {
    const match = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)(\/[^?#]*)?(?:\?([^#]*))?$/i.exec(uri);
    if (match === null) {
        throw unsupported(uri, "this is not a libvirt URI");
    }
    const [, scheme = "", authority = "", path = "", query = ""] = match;
    const parameters = new Map<string, string>();
    for (const pair of query.split(/[&;]/)) {
        if (pair !== "") {
            const [key = "", ...value] = pair.split("=");
            parameters.set(decodePart(uri, key), decodePart(uri, value.join("=")));
        }
    }
    return { scheme: scheme.toLowerCase(), authority, path, parameters };
};

const decodePart = (uri: string, text: string): string => {
    try {
        return decodeURIComponent(text);
    } catch (cause) {
        throw unsupported(uri, `"${text}" is not percent-encoded text`, { cause });
    }
};

const schemeOf = (uri: string, parts: UriParts): readonly [driver: string, transport: string | undefined] => {
    const [driver = "", transport, ...rest] = parts.scheme.split("+");
    if ((driver !== "qemu" && driver !== "test") || rest.length > 0) {
        throw unsupported(uri, `the "${parts.scheme}" driver is not one that config drives are made for`);
    }
    if (transport !== undefined && transport !== "unix") {
        throw unsupported(uri, `connections over ${transport} are not supported yet`);
    }
    if (parts.authority !== "") {
        throw unsupported(uri, "connections to other hosts (over TLS, as this one) are not supported yet");
    }
    if (driver === "qemu" && parts.path !== "/system" && parts.path !== "/session") {
        throw unsupported(uri, `the path is "${parts.path}", not /system or /session`);
    }
    return [driver, transport];
};

/** Where the daemon may listen, the likeliest first. */
const socketPaths = (
    uri: string,
    path: string,
    driver: string,
    mode: string,
    environment: Environment,
): readonly string[] => {
    const names = socketNames(uri, driver, mode);
    const folders = path === "/session" ? [sessionFolder(uri, environment)] : ["/run/libvirt", "/var/run/libvirt"];
    return folders.flatMap((folder) => names.map((name) => `${folder}/${name}`));
};

/** A modular virtqemud hands calls about storage on to virtstoraged by itself: one socket serves for everything. */
const socketNames = (uri: string, driver: string, mode: string): readonly string[] => {
    const direct = driver === "qemu" ? ["virtqemud-sock"] : [];
    switch (mode) {
        case "auto":
            return [...direct, "libvirt-sock"];
        case "direct":
            return direct;
        case "legacy":
            return ["libvirt-sock"];
        default:
            throw unsupported(uri, `the mode is "${mode}", not auto, direct or legacy`);
    }
};

const sessionFolder = (uri: string, environment: Environment): string => {
    const { XDG_RUNTIME_DIR: runtime, XDG_CACHE_HOME: cache, HOME: home } = environment;
    if (runtime) {
        return `${runtime}/libvirt`;
    }
    if (cache) {
        return `${cache}/libvirt`;
    }
    if (home) {
        return `${home}/.cache/libvirt`;
    }
    throw unsupported(uri, "neither XDG_RUNTIME_DIR nor HOME says where the session's socket is");
};

const nameOf = (driver: string, parts: UriParts): string => {
    const given = parts.parameters.get("name");
    if (given !== undefined) {
        return given;
    }
    const own = new Set([...OWN_PARAMETERS, ...REMOTE_PARAMETERS]);
    const query = [...parts.parameters]
        .filter(([key]) => !own.has(key))
        .map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`)
        .join("&");
    return `${driver}://${parts.path}${query === "" ? "" : `?${query}`}`;
};

const unsupported = (uri: string, happened: string, options?: ErrorOptions): ConfigDriveError =>
    new ConfigDriveError(
        "unsupported-uri",
        `connect to ${JSON.stringify(uri)}: ${happened}. Use one of ${SPOKEN}.`,
        options,
    );
