/** A Juniper vSRX that reads its first configuration from a file at the root of a cdrom on an IDE bus. */
import * as libvirt from "@pulumi/libvirt";
import * as pulumi from "@pulumi/pulumi";
import { ConfigDrive } from "pulumi-config-drive";

const config = new pulumi.Config();
const pool = config.get("pool");
const disk = new libvirt.Volume("srx", { source: config.require("image"), pool });

const drive = new ConfigDrive("srx", {
    pool,
    metadataVersions: [],
    label: "vsrx-config",
    rootFiles: {
        "juniper.conf": {
            content: pulumi.interpolate`system {
    host-name srx-1;
    root-authentication {
        encrypted-password "${config.requireSecret("rootPassword")}";
    }
    services {
        ssh;
    }
}
`,
        },
    },
});

// @pulumi/libvirt 0.5 starts a domain as soon as it is defined. With `cloudinit` the drive is in at that start.
// On a pc machine it puts the drive on ide.
const vm = new libvirt.Domain(
    "srx",
    {
        type: config.get("domainType"),
        machine: "pc",
        memory: 4096,
        vcpu: 2,
        disks: [{ volumeId: disk.id }],
        networkInterfaces: [{ networkName: "default" }],
        cloudinit: drive.cloudinitId,
    },
    { deleteBeforeReplace: true },
);

export const domain = vm.name;
export const volume = drive.volumePath;
