/** A cloud-init guest that gets a fixed address, a user, a script and files from its config drive. */
import * as libvirt from "@pulumi/libvirt";
import * as pulumi from "@pulumi/pulumi";
import { ConfigDrive, cloudConfig, networkData } from "pulumi-config-drive";

const config = new pulumi.Config();

// The drive sets the address, so this network needs no DHCP.
const lan = new libvirt.Network("lan", {
    mode: "nat",
    addresses: ["10.17.3.0/24"],
    dhcp: { enabled: false },
    dns: { enabled: true },
});

const disk = new libvirt.Volume("app", { source: config.require("image"), pool: config.get("pool") });

/** The MAC of the domain's NIC. */
const mac = "52:54:00:17:03:0a";

// #region network
// The guest finds its NIC by the MAC.
const network = networkData({
    ethernets: { eth0: { mac, addresses: ["10.17.3.10/24"], gateway4: "10.17.3.1" } },
    nameservers: ["10.17.3.1"],
});
// #endregion

// #region user-data
const settings = cloudConfig({
    users: [
        "default",
        {
            name: "deploy",
            groups: ["sudo"],
            shell: "/bin/bash",
            ssh_authorized_keys: [config.require("sshKey")],
        },
    ],
    packages: ["qemu-guest-agent"],
});

const script = `#!/bin/sh
set -eu
date --utc > /var/lib/first-boot
`;

// The two parts become one MIME message; cloud-init recognises each by its first line.
const userData = [{ content: settings }, { content: script, filename: "first-boot.sh" }];
// #endregion

const drive = new ConfigDrive("app", {
    pool: config.get("pool"),
    hostname: "app-1.example.org",
    publicKeys: { ops: config.require("sshKey") },
    userData,
    networkData: network,
    files: {
        "/etc/motd": { content: "Set up by its config drive.\n" },
        "/etc/app/token": { content: config.requireSecret("token") },
    },
});

// @pulumi/libvirt 0.5 starts a domain as soon as it is defined. With `cloudinit` the drive is in at that start.
const vm = new libvirt.Domain(
    "app",
    {
        type: config.get("domainType"),
        memory: 1024,
        disks: [{ volumeId: disk.id }],
        networkInterfaces: [{ networkId: lan.id, mac }],
        cloudinit: drive.cloudinitId,
    },
    { deleteBeforeReplace: true },
);

export const domain = vm.name;
export const instanceId = drive.instanceId;
export const volume = drive.volumePath;
