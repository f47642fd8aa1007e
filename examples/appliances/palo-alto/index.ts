/**
 * A Palo Alto VM-Series firewall that bootstraps from a cdrom. All four folders must exist, even if they are empty, and
 * the drive must contain nothing else.
 */
import * as libvirt from "@pulumi/libvirt";
import * as pulumi from "@pulumi/pulumi";
import { ConfigDrive } from "pulumi-config-drive";

const config = new pulumi.Config();
const pool = config.get("pool");
const disk = new libvirt.Volume("fw", { source: config.require("image"), pool });

const drive = new ConfigDrive("fw", {
    pool,
    metadataVersions: [],
    rootFiles: {
        "config/init-cfg.txt": { content: "type=dhcp-client\nhostname=fw-1\n" },
        "license/authcodes": { content: config.requireSecret("authcode") },
        // A path that ends in a slash is an empty folder.
        "content/": { content: "" },
        "software/": { content: "" },
    },
});

// @pulumi/libvirt 0.5 starts a domain as soon as it is defined. With `cloudinit` the drive is in at that start.
const vm = new libvirt.Domain(
    "fw",
    {
        type: config.get("domainType"),
        memory: 6656,
        vcpu: 2,
        disks: [{ volumeId: disk.id }],
        networkInterfaces: [{ networkName: "default" }],
        cloudinit: drive.cloudinitId,
    },
    { deleteBeforeReplace: true },
);

export const domain = vm.name;
export const volume = drive.volumePath;
