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
 * A URI in words.
 *
 * @throws ConfigDriveError `unsupported-uri`
 */
export const judgeUri = (uri: string): Finding => {
    const read = readUri(uri);
    const daemon = read.path === "/session" ? "the user's own daemon" : "the system's daemon";
    const text = `${uri}: ${daemon} on ${showPlace(read)}, ${WAYS[read.transport]}`;
    if (read.transport !== "tcp") return ok("uri", text);
    return warn("uri", `${text}, by which images and their secrets travel unencrypted. Use qemu+ssh or qemu+tls.`);
};

/** What a connection may be used for. */
export type Access = "full" | "read-only" | "unknown";

/** A host as it shows itself. */
export interface SeenHost {
    readonly hostname: string;
    readonly driver: string;
    /** In libvirt's count: 9.0.0 is 9000000. */
    readonly libvirt: number;
    readonly hypervisor: number;
    readonly access: Access;
}

/**
 * Calls something that only looks but is for those who may write: libvirt checks that first, and then finds no sources
 * for pools of type dir.
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

/** Asks a host what it is. */
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
            return ok("access", "may read and write");
        case "read-only":
            return fail("access", "the socket is the one for readers. Leave socket out of the URI, or name the other.");
        default:
            return warn(
                "access",
                "libvirt's access rules (polkit) forbid some calls; whether a drive is allowed shows when it is made",
            );
    }
};

/** Judges what a host is, and how long it took to answer. */
export const judgeHost = (
    { hostname, driver, libvirt, hypervisor, access }: SeenHost,
    tookMs: number,
): readonly Finding[] => [
    ok("connection", `"${hostname}" answers, after ${Math.round(tookMs)} ms`),
    judgeAccess(access),
    judgeVersion("libvirt", libvirt),
    driver === "QEMU"
        ? judgeVersion("QEMU", hypervisor)
        : fail(
              "QEMU",
              `the driver is ${driver}; config drives are for QEMU's guests. Connect to qemu:///system or the like.`,
          ),
];
