import { checkParameters } from "./parameters.ts";
import { splitUri, type UriParts } from "./parts.ts";
import { unsupported } from "./refusal.ts";
import { readScheme, type Scheme, type TransportName } from "./scheme.ts";

/** The parts of a connection URI as written, with libvirt's default for the transport. */
export interface ConnectionUri extends Omit<UriParts, "scheme"> {
    readonly driver: Scheme["driver"];
    readonly transport: TransportName;
}

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
        throw unsupported(uri, "a Unix socket is on this machine, but the URI names a host");
    }
    if (driver === "test" && given === undefined && parts.host === "" && !parts.parameters.has("socket")) {
        throw unsupported(uri, "the test driver runs inside libvirt's own library unless the URI sets a socket");
    }
    if (driver === "qemu" && parts.path !== "/system" && parts.path !== "/session") {
        throw unsupported(uri, `the path is "${parts.path}", not /system or /session`);
    }
    checkParameters(uri, transport, parts.parameters);
    return { ...parts, driver, transport };
};
