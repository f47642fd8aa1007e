import type { LibvirtClient } from "../../provider/libvirt/client.ts";
import { isAccessDenied, isReadOnly, isUnsupportedCall } from "../../provider/libvirt/error.ts";
import { type ConnectionUri, readUri } from "../../provider/libvirt/uri/connection-uri.ts";
import { type Finding, fail, ok, warn } from "./finding.ts";
import { judgeVersion } from "./versions.ts";

const WAYS: Readonly<Record<ConnectionUri["transport"], string>> = {
    unix: "over a unix socket",
    ssh: "over ssh",
    tls: "over TLS",
    tcp: "over TCP",
};

const showPlace = ({ user, host, port }: ConnectionUri): string => {
    if (host === "") return "this machine";
    const place = port === undefined ? host : `${host}, port ${port}`;
    return user === undefined ? place : `${place}, as ${user}`;
};

/**
 * Describes a URI.
 *
 * @throws ConfigDriveError `unsupported-uri`
 */
export const judgeUri = (uri: string): Finding => {
    const read = readUri(uri);
    const daemon = read.path === "/session" ? "the user's daemon" : "the system daemon";
    const text = `${uri}: ${daemon} on ${showPlace(read)}, ${WAYS[read.transport]}`;
    if (read.transport !== "tcp") return ok("uri", text);
    return warn("uri", `${text}: images and their secrets travel unencrypted. Use qemu+ssh or qemu+tls.`);
};

/** What a connection allows. */
export type Access = "full" | "read-only" | "unknown";

/** What a host reports about itself. */
export interface SeenHost {
    readonly hostname: string;
    readonly driver: string;
    /** As libvirt encodes versions: 9.0.0 is 9000000. */
    readonly libvirt: number;
    readonly hypervisor: number;
    readonly access: Access;
}

/**
 * Makes a call that changes nothing but requires write access. libvirt checks the access first, and then finds no
 * sources for pools of type dir.
 */
const askAccess = async (client: LibvirtClient, signal: AbortSignal): Promise<Access> => {
    try {
        await client.connectFindStoragePoolSources("dir", { signal });
        return "full";
    } catch (error) {
        if (isUnsupportedCall(error)) return "full";
        if (isReadOnly(error)) return "read-only";
        if (isAccessDenied(error)) return "unknown";
        throw error;
    }
};

/** Asks a host about itself. */
export const askHost = async (client: LibvirtClient, signal: AbortSignal): Promise<SeenHost> => {
    const [hostname, driver, libvirt, hypervisor, access] = await Promise.all([
        client.getHostname({ signal }),
        client.connectGetType({ signal }),
        client.getLibVersion({ signal }),
        client.connectGetVersion({ signal }),
        askAccess(client, signal),
    ]);
    return { hostname, driver, libvirt, hypervisor, access };
};

const judgeAccess = (access: Access): Finding => {
    switch (access) {
        case "full":
            return ok("access", "can read and write");
        case "read-only":
            return fail("access", "the socket is read-only. Omit socket from the URI, or name the read-write socket.");
        default:
            return warn(
                "access",
                "libvirt's access rules (polkit) deny some calls; only creating a drive shows whether it is allowed",
            );
    }
};

/** Judges a host, and how long it took to answer. */
export const judgeHost = (
    { hostname, driver, libvirt, hypervisor, access }: SeenHost,
    tookMs: number,
): readonly Finding[] => [
    ok("connection", `"${hostname}" answered after ${Math.round(tookMs)} ms`),
    judgeAccess(access),
    judgeVersion("libvirt", libvirt),
    driver === "QEMU"
        ? judgeVersion("QEMU", hypervisor)
        : fail(
              "QEMU",
              `the driver is ${driver}; config drives need QEMU guests. Connect to a QEMU daemon, e.g. qemu:///system.`,
          ),
];
