import { unsupported } from "./refusal.ts";

/** The parts of a URI as written, percent-decoded. */
export interface UriParts {
    readonly scheme: string;
    readonly user: string | undefined;
    /** Without the brackets of an IPv6 address; empty if the URI names no host. */
    readonly host: string;
    readonly port: number | undefined;
    readonly path: string;
    readonly parameters: ReadonlyMap<string, string>;
}

type Authority = Pick<UriParts, "user" | "host" | "port">;

const percentDecoded = (uri: string, text: string): string => {
    try {
        return decodeURIComponent(text);
    } catch (cause) {
        throw unsupported(uri, `"${text}" isn't valid percent-encoding`, undefined, { cause });
    }
};

/** Rejects control characters: values go into paths, program arguments and, quoted, a remote shell. */
const decodePart = (uri: string, text: string): string => {
    const decoded = percentDecoded(uri, text);
    if (/\p{Cc}/u.test(decoded)) throw unsupported(uri, `"${text}" contains a control character`);
    return decoded;
};

const splitQuery = (uri: string, query: string): ReadonlyMap<string, string> => {
    const parameters = new Map<string, string>();
    for (const pair of query.split(/[&;]/)) {
        if (pair !== "") {
            const [key = "", ...value] = pair.split("=");
            parameters.set(decodePart(uri, key), decodePart(uri, value.join("=")));
        }
    }
    return parameters;
};

/** A host name, an alias or an IPv4 address. Programs never mistake it for an option. */
const NAME = /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/;

/** RFC 3986 3.2.2, with the zone of RFC 4007 11. */
const IPV6 = /^[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(%[A-Za-z0-9_.-]+)?$/;

const USER = /^[^-\s\p{Cc}][^\s\p{Cc}]*$/u;

const IPV6_ADVICE = "Write an IPv6 address in brackets: qemu+ssh://root@[fd00::1]/system.";

const MAX_PORT = 65_535;

const portOf = (uri: string, digits: string): number => {
    const port = Number(digits);
    if (port < 1 || port > MAX_PORT) throw unsupported(uri, `${digits} isn't a port`);
    return port;
};

/** RFC 3986 3.2. */
const splitAuthority = (uri: string, authority: string): Authority => {
    const at = authority.lastIndexOf("@");
    const userText = at < 0 ? undefined : authority.slice(0, at);
    if (userText?.includes(":")) {
        throw unsupported(uri, "it contains a password", "Remove it and set connectionPassword.");
    }
    const user = userText === undefined ? undefined : decodePart(uri, userText);
    if (user !== undefined && !USER.test(user)) throw unsupported(uri, `"${user}" isn't a user name`);
    const match = /^(?:\[([^\]]*)\]|([^:[\]]*))(?::(\d*))?$/.exec(authority.slice(at + 1));
    if (match === null) {
        throw unsupported(uri, "the part before the path isn't user@host:port", IPV6_ADVICE);
    }
    const [, address, name = "", digits = ""] = match;
    const host = address === undefined ? name : decodePart(uri, address);
    if (address === undefined ? name !== "" && !NAME.test(name) : !IPV6.test(host)) {
        throw unsupported(uri, `"${host}" isn't a host name or address`, IPV6_ADVICE);
    }
    return { user, host, port: digits === "" ? undefined : portOf(uri, digits) };
};

/** RFC 3986 3. Not `URL`: it would read `+` in a socket's path as a space. */
export const splitUri = (uri: string): UriParts => {
    const match = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)(\/[^?#]*)?(?:\?([^#]*))?$/i.exec(uri);
    if (match === null) throw unsupported(uri, "this isn't a libvirt URI");
    const [, scheme = "", authority = "", path = "", query = ""] = match;
    return {
        scheme: scheme.toLowerCase(),
        ...splitAuthority(uri, authority),
        path: decodePart(uri, path),
        parameters: splitQuery(uri, query),
    };
};
