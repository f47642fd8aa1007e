import { unsupported } from "./refusal.ts";

/** The parts of a URI as they are written, percent-decoded. */
export interface UriParts {
    readonly scheme: string;
    readonly user: string | undefined;
    /** Without the brackets of an IPv6 address; empty where the URI names none. */
    readonly host: string;
    readonly port: number | undefined;
    readonly path: string;
    readonly parameters: ReadonlyMap<string, string>;
}

/** RFC 3986 3. Not `URL`: it would read `+` in a socket's path as a space. */
export const splitUri = (uri: string): UriParts => {
    const match = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)(\/[^?#]*)?(?:\?([^#]*))?$/i.exec(uri);
    if (match === null) {
        throw unsupported(uri, "this is not a libvirt URI");
    }
    const [, scheme = "", authority = "", path = "", query = ""] = match;
    return {
        scheme: scheme.toLowerCase(),
        ...splitAuthority(uri, authority),
        path: decodePart(uri, path),
        parameters: splitQuery(uri, query),
    };
};

/** Puts the parts together again: what comes out is read as the same parts. */
export const joinUri = ({ scheme, user, host, port, path, parameters }: UriParts): string => {
    const query = [...parameters].map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`);
    const authority = [
        user === undefined ? "" : `${encodeURIComponent(user)}@`,
        host.includes(":") ? `[${host}]` : host,
        port === undefined ? "" : `:${port}`,
    ].join("");
    const folders = path.split("/").map(encodeURIComponent).join("/");
    return `${scheme}://${authority}${folders}${query.length === 0 ? "" : `?${query.join("&")}`}`;
};

type Authority = Pick<UriParts, "user" | "host" | "port">;

/** What programs take for a host's name or alias, or an IPv4 address; never an option. */
const NAME = /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/;
/** RFC 3986 3.2.2, with the zone of RFC 4007 11. */
const IPV6 = /^[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(%[A-Za-z0-9_.-]+)?$/;
const USER = /^[^-\s\p{Cc}][^\s\p{Cc}]*$/u;
const MAX_PORT = 65_535;

/** RFC 3986 3.2. */
const splitAuthority = (uri: string, authority: string): Authority => {
    const at = authority.lastIndexOf("@");
    const userText = at < 0 ? undefined : authority.slice(0, at);
    if (userText?.includes(":")) {
        throw unsupported(uri, "it holds a password", undefined, "Take it out and set connectionPassword.");
    }
    const user = userText === undefined ? undefined : decodePart(uri, userText);
    if (user !== undefined && !USER.test(user)) {
        throw unsupported(uri, `"${user}" is not the name of a user`);
    }
    const match = /^(?:\[([^\]]*)\]|([^:[\]]*))(?::(\d*))?$/.exec(authority.slice(at + 1));
    if (match === null) {
        throw unsupported(uri, "what stands before the path is not user@host:port", undefined, IPV6_ADVICE);
    }
    const [, address, name = "", digits = ""] = match;
    const host = address === undefined ? name : decodePart(uri, address);
    if (address === undefined ? name !== "" && !NAME.test(name) : !IPV6.test(host)) {
        throw unsupported(uri, `"${host}" is not the name or address of a host`, undefined, IPV6_ADVICE);
    }
    return { user, host, port: digits === "" ? undefined : portOf(uri, digits) };
};

const IPV6_ADVICE = "Write an IPv6 address in brackets: qemu+ssh://root@[fd00::1]/system.";

const portOf = (uri: string, digits: string): number => {
    const port = Number(digits);
    if (port < 1 || port > MAX_PORT) {
        throw unsupported(uri, `${digits} is not a port`);
    }
    return port;
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

/** Without control characters: values go into paths, into arguments of programs and, quoted, to a remote shell. */
const decodePart = (uri: string, text: string): string => {
    const decoded = percentDecoded(uri, text);
    if (/\p{Cc}/u.test(decoded)) {
        throw unsupported(uri, `"${text}" holds a control character`);
    }
    return decoded;
};

const percentDecoded = (uri: string, text: string): string => {
    try {
        return decodeURIComponent(text);
    } catch (cause) {
        throw unsupported(uri, `"${text}" is not percent-encoded text`, { cause });
    }
};
