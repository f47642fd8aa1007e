/**
 * A FortiGate that configures itself at its first boot: the user data contains FortiOS commands, and the first file on
 * the drive is the license. FortiOS reads only `latest` of the metadata versions.
 */
import * as libvirt from "@pulumi/libvirt";
import * as pulumi from "@pulumi/pulumi";
import { ConfigDrive } from "pulumi-config-drive";

const config = new pulumi.Config();
const pool = config.get("pool");
const disk = new libvirt.Volume("fw", { source: config.require("image"), pool });

const drive = new ConfigDrive("fw", {
    pool,
    metadataVersions: "latest",
    userData: pulumi.interpolate`config system global
    set hostname fw-1
end
config system admin
    edit admin
        set password ${config.requireSecret("password")}
    next
end
`,
    // The only file is openstack/content/0000 on the drive, where FortiOS looks for the license.
    files: { "/license": { content: config.requireSecret("license") } },
});

// @pulumi/libvirt 0.5 starts a domain as soon as it is defined. With `cloudinit` the drive is in at that start.
const vm = new libvirt.Domain(
    "fw",
    {
        type: config.get("domainType"),
        memory: 2048,
        disks: [{ volumeId: disk.id }],
        networkInterfaces: [{ networkName: "default" }],
        cloudinit: drive.cloudinitId,
    },
    { deleteBeforeReplace: true },
);

export const domain = vm.name;
export const volume = drive.volumePath;
