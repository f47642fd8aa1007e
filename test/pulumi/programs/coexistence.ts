/**
 * Domains of `@pulumi/libvirt` with their drives: in both orders, running and shut off. What changes between runs comes
 * from variables.
 */
import * as libvirt from "@pulumi/libvirt";
import * as pulumi from "@pulumi/pulumi";
import { ConfigDrive, type ConfigDriveArgs } from "pulumi-config-drive";

const { env } = process;
const pool = new libvirt.Pool("pool", { type: "dir", target: { path: `${env.FOLDER}/pool` } });

/** What the domain's own resource changes: `autostart` in place, `memory` by a replacement. */
const machine = {
    type: "qemu",
    memory: Number(env.MEMORY ?? 64),
    autostart: env.AUTOSTART === "true",
    // The default, SPICE, opens a port, which a domain of another worker's libvirtd can have taken.
    graphics: { type: "vnc" },
};

const declareDrive = (name: string, args: Partial<ConfigDriveArgs>): ConfigDrive => {
    const content = { hostname: env.GUEST_NAME ?? "guest", userData: "#cloud-config\n" };
    const renamed = env.RENAMED === "true";
    return new ConfigDrive(
        renamed ? `${name}-renamed` : name,
        { pool: pool.name, ...content, ...args },
        renamed ? { aliases: [{ name }] } : {},
    );
};

/** The drive is attached to a domain that is there already, and starts it. */
const domainFirst = (name: string, isRunning: boolean): libvirt.Domain => {
    const guest = new libvirt.Domain(name, { ...machine, running: false }, { ignoreChanges: ["running"] });
    if (env.DRIVES !== "none") {
        declareDrive(`${name}-drive`, {
            domain: guest.id,
            bus: (env.BUS ?? "scsi") as "scsi" | "usb",
            target: env.TARGET,
            onChange: env.ON_CHANGE as "nextBoot" | undefined,
            ejected: env.EJECTED === "true",
            startDomain: isRunning,
        });
    }
    return guest;
};

/** The domain takes the drive as a volume, and starts with it. */
const driveFirst = (name: string, isRunning: boolean): libvirt.Domain => {
    const { cloudinitId } = declareDrive(`${name}-drive`, {});
    const options = isRunning ? {} : { ignoreChanges: ["running"] };
    return new libvirt.Domain(name, { ...machine, running: isRunning, cloudinit: cloudinitId }, options);
};

const rows = [
    { name: "domain-first-off", make: domainFirst, isRunning: false },
    { name: "domain-first-running", make: domainFirst, isRunning: true },
    { name: "drive-first-off", make: driveFirst, isRunning: false },
    { name: "drive-first-running", make: driveFirst, isRunning: true },
];
const guests = rows
    .filter(({ name }) => env.ONLY === undefined || env.ONLY.split(" ").includes(name))
    .map(({ name, make, isRunning }) => make(name, isRunning));

/** Names of the domains, in the order of the rows. */
export const domains = pulumi.all(guests.map(({ name }) => name)).apply((names) => names.join(" "));
