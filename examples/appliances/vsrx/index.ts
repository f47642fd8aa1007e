/** A Juniper vSRX that reads its first configuration from a file at the root of a cdrom on an IDE bus. */
import * as libvirt from "@pulumi/libvirt";
import * as pulumi from "@pulumi/pulumi";
import { ConfigDrive } from "pulumi-config-drive";

const config = new pulumi.Config();
const pool = config.get("pool");
const disk = new libvirt.Volume("srx", { source: config.require("image"), pool });

const vm = new libvirt.Domain(
    "srx",
    {
        type: config.get("domainType"),
        machine: "pc",
        memory: 4096,
        vcpu: 2,
        disks: [{ volumeId: disk.id }],
        networkInterfaces: [{ networkName: "default" }],
        running: false,
    },
    { ignoreChanges: ["running"] },
);

const drive = new ConfigDrive("srx", {
    domain: vm.id,
    pool,
    bus: "ide",
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
    startDomain: true,
});

export const volume = drive.volumePath;
