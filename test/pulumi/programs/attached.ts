/** A pool, a guest and its drive: the main job. What changes between runs comes from variables. */
import * as libvirt from "@pulumi/libvirt";
import * as pulumi from "@pulumi/pulumi";
import { ConfigDrive } from "pulumi-config-drive";

const folder = process.env.FOLDER ?? "";
const guests = process.env.CONFIG_DRIVE_GUESTS ?? "";

const pool = new libvirt.Pool("pool", { type: "dir", target: { path: `${folder}/pool` } });
const guest = new libvirt.Domain(
    "guest",
    {
        type: "qemu",
        machine: process.env.MACHINE ?? "pc",
        memory: 128,
        kernel: `${guests}/vmlinuz`,
        initrd: `${guests}/initrd`,
        cmdlines: [{ console: "ttyS0", quiet: "1" }],
        // The default, SPICE, opens a port, which a domain of another worker's libvirtd can have taken.
        graphics: { type: "vnc" },
        consoles: [{ type: "file", targetPort: "0", targetType: "serial", sourcePath: `${folder}/console.log` }],
        running: false,
    },
    // A drive that is a disk stands among the disks that are found there.
    { deleteBeforeReplace: true, ignoreChanges: process.env.FORMAT === "vfat" ? ["running", "disks"] : ["running"] },
);
const drive = new ConfigDrive("drive", {
    domain: guest.id,
    pool: pool.name,
    format: process.env.FORMAT === "vfat" ? "vfat" : "iso9660",
    hostname: process.env.GUEST_NAME ?? "guest",
    userData: process.env.USER_DATA ?? "#cloud-config\n",
    adminPassword: process.env.PASSWORD,
    files: { "/etc/secret": { content: process.env.FILE ?? "nothing" } },
    networkData: process.env.NETWORK_DATA ? JSON.parse(process.env.NETWORK_DATA) : undefined,
    startDomain: true,
});

export const domain = guest.name;
export const uuid = guest.id;
export const poolName = pool.name;
export const volumePath = drive.volumePath;
export const cloudinitId = drive.cloudinitId;
export const seen = pulumi.interpolate`${drive.drive} at ${drive.attachedTarget} on ${drive.attachedBus}`;
