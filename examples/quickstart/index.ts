/** A pool, a guest and its config drive: the program behind `npm run demo`. */
import * as libvirt from "@pulumi/libvirt";
import * as pulumi from "@pulumi/pulumi";
import { ConfigDrive } from "pulumi-config-drive";

const config = new pulumi.Config();
const directory = config.require("directory");
const source = config.get("disk");

const pool = new libvirt.Pool("quickstart", { type: "dir", target: { path: `${directory}/pool` } });

export const console = `${directory}/console.log`;

// #region drive
const drive = new ConfigDrive("quickstart", {
    pool: pool.name,
    hostname: "quickstart.example.org",
    // A list of commands. One that is a list itself has a word in each item.
    userData: "#cloud-config\nruncmd: [[echo, hello from the config drive]]\n",
    files: { "/etc/motd": { content: "Welcome. This file came with the config drive.\n" } },
    // If user data, vendor data or files change, cloud-init sets the guest up again at its next boot.
    rerun: "onChange",
});
// #endregion

// The kernel and the RAM disk start a system on a disk that has neither. Without a NIC it would wait for a network.
const system = {
    "guest.root": "/dev/vda",
    "guest.stay": "yes",
    "systemd.mask": "systemd-networkd-wait-online.service",
};
const disks = source ? [new libvirt.Volume("quickstart", { pool: pool.name, source })] : [];

// @pulumi/libvirt 0.5 starts a domain as soon as it is defined. With `cloudinit` the drive is in at that start.
const guest = new libvirt.Domain(
    "quickstart",
    {
        type: config.require("domainType"),
        memory: 512,
        kernel: config.require("kernel"),
        initrd: config.require("initrd"),
        cmdlines: [{ console: "ttyS0", ...(source && system) }],
        disks: disks.map(({ id }) => ({ volumeId: id })),
        // The provider's default is SPICE, which Debian 13's QEMU only has with qemu-system-modules-spice.
        graphics: { type: "vnc" },
        consoles: [{ type: "file", targetPort: "0", targetType: "serial", sourcePath: console }],
        cloudinit: drive.cloudinitId,
    },
    { deleteBeforeReplace: true },
);

export const domain = guest.name;
export const volume = drive.volumePath;
