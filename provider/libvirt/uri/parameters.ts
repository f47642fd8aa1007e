import { nearest } from "../../text/nearest.ts";
import { unsupported } from "./refusal.ts";
import type { TransportName } from "./scheme.ts";

/** The parameters of libvirt's own client, by transport (libvirt's docs/uri.rst). All say how to reach the daemon. */
const KNOWN: Readonly<Record<TransportName, readonly string[]>> = {
    unix: ["authfile", "mode", "name", "socket"],
    tcp: ["authfile", "name"],
    tls: ["authfile", "name", "no_sanity", "no_verify", "pkipath"],
    ssh: [
        "authfile",
        "command",
        "keyfile",
        "known_hosts",
        "known_hosts_verify",
        "mode",
        "name",
        "netcat",
        "no_tty",
        "no_verify",
        "proxy",
        "socket",
        "sshauth",
    ],
};

/** Has GnuTLS's syntax, which OpenSSL doesn't support. */
const ONLY_LIBVIRT = ["tls_priority"];

const adviceFor = (name: string, transport: TransportName): string => {
    const others = Object.entries(KNOWN).filter(([, names]) => names.includes(name));
    if (others.length > 0) return `It is a parameter of ${others.map(([other]) => other).join(" and ")}.`;
    const [like = ""] = nearest(name, KNOWN[transport]);
    return `Did you mean "${like}"? The parameters are ${KNOWN[transport].join(", ")}.`;
};

/** Rejects parameters that would silently do nothing: those of another transport, and misspelt ones. */
export const checkParameters = (
    uri: string,
    transport: TransportName,
    parameters: ReadonlyMap<string, string>,
): void => {
    for (const name of parameters.keys()) {
        if (ONLY_LIBVIRT.includes(name)) {
            throw unsupported(uri, `only libvirt's own client supports "${name}"`, "Remove it.");
        }
        if (!KNOWN[transport].includes(name)) {
            throw unsupported(uri, `${transport} has no parameter "${name}"`, adviceFor(name, transport));
        }
    }
};

/** One of a closed set of values; `undefined` if the parameter is absent. */
export const choice = <T extends string>(
    uri: string,
    parameters: ReadonlyMap<string, string>,
    name: string,
    values: readonly T[],
): T | undefined => {
    const given = parameters.get(name);
    const found = values.find((value) => value === given);
    if (given !== undefined && found === undefined) {
        throw unsupported(uri, `${name} is "${given}"`, `Use one of ${values.join(", ")}.`);
    }
    return found;
};

/** A switch: 0 or 1. (libvirt treats any number but 0 as "yes".) */
export const isSet = (
    uri: string,
    parameters: ReadonlyMap<string, string>,
    name: string,
    otherwise = false,
): boolean => {
    const given = choice(uri, parameters, name, ["0", "1"]);
    return given === undefined ? otherwise : given === "1";
};

/** The absolute path of a file. A relative one would depend on the provider's working folder, which is arbitrary. */
export const absolutePath = (
    uri: string,
    parameters: ReadonlyMap<string, string>,
    name: string,
): string | undefined => {
    const path = parameters.get(name);
    if (path !== undefined && !path.startsWith("/")) {
        throw unsupported(uri, `${name} isn't an absolute path`, `Write ${name}=/…`);
    }
    return path;
};
