/** A domain of `@pulumi/libvirt` with a disk of its own and a drive. `MEMORY` replaces it; more comes from variables. */
import * as libvirt from "@pulumi/libvirt";
import { ConfigDrive } from "pulumi-config-drive";

const { env } = process;
const pool = new libvirt.Pool("pool", { type: "dir", target: { path: `${env.FOLDER}/pool` } });
const disk = new libvirt.Volume("disk", { pool: pool.name, size: 1048576, format: "raw" });
const content = { pool: pool.name, hostname: "guest", userData: "#cloud-config\n" };
const machine = {
    type: "qemu",
    memory: Number(env.MEMORY ?? 64),
    disks: [{ volumeId: disk.id }],
    // The default, SPICE, opens a port, which a domain of another worker's libvirtd can have taken.
    graphics: { type: "vnc" },
    ...(env.NAME !== undefined && { name: env.NAME }),
};
const options = { deleteBeforeReplace: env.DELETE_FIRST === "true" };

const driveFirst = (): libvirt.Domain => {
    const { cloudinitId } = new ConfigDrive("drive", content);
    return new libvirt.Domain("guest", { ...machine, cloudinit: cloudinitId }, options);
};

const domainFirst = (): libvirt.Domain => {
    const guest = new libvirt.Domain(
        "guest",
        { ...machine, running: false },
        { ...options, ignoreChanges: ["running"] },
    );
    new ConfigDrive("drive", { ...content, domain: env.BY === "name" ? guest.name : guest.id, startDomain: true });
    return guest;
};

export const domain = (env.ORDER === "drive-first" ? driveFirst() : domainFirst()).name;
