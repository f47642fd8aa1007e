import { unsupported } from "./refusal.ts";

/** The supported ways to reach a daemon. */
export type TransportName = "unix" | "tcp" | "tls" | "ssh";

/** The parts of a URI's scheme. */
export interface Scheme {
    readonly driver: "qemu" | "test";
    /** Undefined where libvirt chooses, depending on whether the URI names a host. */
    readonly transport: TransportName | undefined;
}

const DRIVERS: readonly Scheme["driver"][] = ["qemu", "test"];
const TRANSPORTS: readonly TransportName[] = ["unix", "tcp", "tls", "ssh"];

/** Drivers and transports that libvirt supports and this package doesn't. */
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
                ? `only libvirt's own client supports the driver "${driverName}", and config drives are for QEMU guests`
                : `the driver "${scheme}" doesn't exist`,
        );
    }
    const transport = TRANSPORTS.find((each) => each === transportName);
    if (transportName !== undefined && transport === undefined) {
        throw OTHER_TRANSPORTS.includes(transportName)
            ? unsupported(
                  uri,
                  `only libvirt's own client supports the transport "${transportName}"`,
                  `Use ${driver}+ssh, which runs this machine's ssh.`,
              )
            : unsupported(uri, `the transport "${transportName}" doesn't exist`);
    }
    return { driver, transport };
};
