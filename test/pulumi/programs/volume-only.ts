/** A drive without a domain of its own, in the place of libvirt.CloudInitDisk. */
import * as libvirt from "@pulumi/libvirt";
import { ConfigDrive } from "pulumi-config-drive";

const folder = process.env.FOLDER ?? "";
const guests = process.env.CONFIG_DRIVE_GUESTS ?? "";

const pool = new libvirt.Pool("pool", { type: "dir", target: { path: `${folder}/pool` } });
const seed = new ConfigDrive("seed", {
    pool: pool.name,
    hostname: process.env.GUEST_NAME ?? "guest",
    userData: "#cloud-config\n",
});
const guest = new libvirt.Domain("guest", {
    type: "qemu",
    memory: 128,
    kernel: `${guests}/vmlinuz`,
    initrd: `${guests}/initrd`,
    cmdlines: [{ console: "ttyS0", quiet: "1" }],
    consoles: [{ type: "file", targetPort: "0", targetType: "serial", sourcePath: `${folder}/console.log` }],
    cloudinit: seed.cloudinitId,
});

export const domain = guest.name;
export const volumePath = seed.volumePath;
export const drive = seed.drive;
