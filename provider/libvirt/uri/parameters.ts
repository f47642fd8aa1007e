import { nearest } from "../../text/nearest.ts";
import { unsupported } from "./refusal.ts";
import type { TransportName } from "./scheme.ts";

/** Parameters that libvirt's own client takes, by transport (libvirt's docs/uri.rst). All say how to reach the daemon. */
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

/** Takes GnuTLS's own language, which OpenSSL doesn't speak. */
const ONLY_LIBVIRT = ["tls_priority"];

/** Refuses what would silently do nothing: a parameter of another transport, or one that is misspelt. */
export const checkParameters = (
    uri: string,
    transport: TransportName,
    parameters: ReadonlyMap<string, string>,
): void => {
    for (const name of parameters.keys()) {
        if (ONLY_LIBVIRT.includes(name)) {
            throw unsupported(uri, `only libvirt's own client speaks "${name}"`, undefined, "Leave it out.");
        }
        if (!KNOWN[transport].includes(name)) {
            throw unsupported(uri, `${transport} has no parameter "${name}"`, undefined, adviceFor(name, transport));
        }
    }
};

const adviceFor = (name: string, transport: TransportName): string => {
    const others = Object.entries(KNOWN).filter(([, names]) => names.includes(name));
    if (others.length > 0) {
        return `It is one of ${others.map(([other]) => other).join(" and ")}.`;
    }
    const [like = ""] = nearest(name, KNOWN[transport]);
    return `Did you mean "${like}"? There are ${KNOWN[transport].join(", ")}.`;
};

/** One of a closed set of values; `undefined` where the parameter is absent. */
export const choice = <T extends string>(
    uri: string,
    parameters: ReadonlyMap<string, string>,
    name: string,
    values: readonly T[],
): T | undefined => {
    const given = parameters.get(name);
    const found = values.find((value) => value === given);
    if (given !== undefined && found === undefined) {
        throw unsupported(uri, `${name} is "${given}"`, undefined, `It may be ${values.join(", ")}.`);
    }
    return found;
};

/** A switch: 0 or 1 (libvirt takes any number but 0 for "yes"). */
export const isSet = (
    uri: string,
    parameters: ReadonlyMap<string, string>,
    name: string,
    otherwise = false,
): boolean => {
    const given = choice(uri, parameters, name, ["0", "1"]);
    return given === undefined ? otherwise : given === "1";
};

/** The path of a file; absolute, since the provider's working folder is nobody's. */
export const absolutePath = (
    uri: string,
    parameters: ReadonlyMap<string, string>,
    name: string,
): string | undefined => {
    const path = parameters.get(name);
    if (path !== undefined && !path.startsWith("/")) {
        throw unsupported(uri, `${name} is not an absolute path`, undefined, `Write ${name}=/…`);
    }
    return path;
};
