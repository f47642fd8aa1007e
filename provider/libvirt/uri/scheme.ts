import { unsupported } from "./refusal.ts";

/** The ways to a daemon that are spoken here. */
export type TransportName = "unix" | "tcp" | "tls" | "ssh";

/** A URI's scheme, understood. */
export interface Scheme {
    readonly driver: "qemu" | "test";
    /** Undefined where libvirt chooses: by whether the URI names a host. */
    readonly transport: TransportName | undefined;
}

const DRIVERS: readonly Scheme["driver"][] = ["qemu", "test"];
const TRANSPORTS: readonly TransportName[] = ["unix", "tcp", "tls", "ssh"];

/** Drivers and transports that libvirt has and this program hasn't. */
const OTHER_DRIVERS = ["bhyve", "ch", "esx", "gsx", "hyperv", "lxc", "openvz", "parallels", "vbox", "vmwareplayer"];
const MORE_DRIVERS = ["vmwarews", "vmwarefusion", "vpx", "vz", "xen"];
const OTHER_TRANSPORTS = ["ext", "libssh", "libssh2"];

/** Reads `qemu+ssh`. */
export const readScheme = (uri: string, scheme: string): Scheme => {
    const [driverName = "", transportName, ...rest] = scheme.split("+");
    const driver = DRIVERS.find((each) => each === driverName);
    if (driver === undefined || rest.length > 0) {
        throw unsupported(
            uri,
            [...OTHER_DRIVERS, ...MORE_DRIVERS].includes(driverName)
                ? `only libvirt's own client speaks to "${driverName}", and config drives are made for QEMU's guests`
                : `there is no driver "${scheme}"`,
        );
    }
    const transport = TRANSPORTS.find((each) => each === transportName);
    if (transportName !== undefined && transport === undefined) {
        throw OTHER_TRANSPORTS.includes(transportName)
            ? unsupported(
                  uri,
                  `only libvirt's own client speaks the transport "${transportName}"`,
                  undefined,
                  `Use ${driver}+ssh, which runs this machine's ssh.`,
              )
            : unsupported(uri, `there is no transport "${transportName}"`);
    }
    return { driver, transport };
};
