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
    fixedVolume: process.env.FIXED === "true",
});
const guest = new libvirt.Domain(
    "guest",
    {
        type: "qemu",
        ...(process.env.MACHINE !== undefined && { machine: process.env.MACHINE }),
        ...(process.env.XSLT !== undefined && { xml: { xslt: process.env.XSLT } }),
        memory: Number(process.env.MEMORY ?? 128),
        kernel: `${guests}/vmlinuz`,
        initrd: `${guests}/initrd`,
        cmdlines: [{ console: "ttyS0", quiet: "1" }],
        // The default, SPICE, opens a port, which a domain of another worker's libvirtd can have taken.
        graphics: { type: "vnc" },
        consoles: [{ type: "file", targetPort: "0", targetType: "serial", sourcePath: `${folder}/console.log` }],
        cloudinit: seed.cloudinitId,
    },
    { deleteBeforeReplace: true, ignoreChanges: process.env.IGNORE?.split(",") ?? [] },
);

export const domain = guest.name;
export const volumePath = seed.volumePath;
export const drive = seed.drive;
