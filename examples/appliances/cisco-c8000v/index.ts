/** A Cisco Catalyst 8000V (or CSR 1000v) that reads its first configuration from a file at the root of the drive. */
import * as libvirt from "@pulumi/libvirt";
import * as pulumi from "@pulumi/pulumi";
import { ConfigDrive } from "pulumi-config-drive";

const config = new pulumi.Config();
const pool = config.get("pool");
const disk = new libvirt.Volume("edge", { source: config.require("image"), pool });

const drive = new ConfigDrive("edge", {
    pool,
    // Only the files below, no OpenStack metadata.
    metadataVersions: [],
    rootFiles: {
        "iosxe_config.txt": {
            content: pulumi.interpolate`hostname edge-1
enable secret ${config.requireSecret("enableSecret")}
interface GigabitEthernet1
 ip address dhcp
 no shutdown
ip ssh version 2
end
`,
        },
    },
});

// @pulumi/libvirt 0.5 starts a domain as soon as it is defined. With `cloudinit` the drive is in at that start.
const vm = new libvirt.Domain(
    "edge",
    {
        type: config.get("domainType"),
        memory: 4096,
        disks: [{ volumeId: disk.id }],
        networkInterfaces: [{ networkName: "default" }],
        cloudinit: drive.cloudinitId,
    },
    { deleteBeforeReplace: true },
);

export const domain = vm.name;
export const volume = drive.volumePath;
