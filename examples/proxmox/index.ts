/**
 * Proxmox VE: a guest cloned from a template, with its config drive as an ISO in its cdrom.
 *
 * Needs a template with cloud-init, a storage for ISO images, and the provider's settings: `proxmoxve:endpoint`
 * and `proxmoxve:apiToken`, or PROXMOX_VE_ENDPOINT and PROXMOX_VE_API_TOKEN in the environment.
 *
 * Don't set `initialization`: Proxmox would add its own cloud-init drive beside this one.
 *
 * A changed declaration gives the image another name: Pulumi uploads it, swaps the medium in the cdrom, then deletes
 * the old file from the storage. The guest stays.
 */
import * as proxmox from "@muhlba91/pulumi-proxmoxve";
import * as pulumi from "@pulumi/pulumi";
import { configDriveImage, networkData } from "pulumi-config-drive";

const config = new pulumi.Config();
const name = config.get("name") ?? "web-1";
const nodeName = config.require("node");

/** The guest finds its NIC by this MAC. */
const macAddress = "BC:24:11:17:03:0A";

const image = configDriveImage(
    {
        hostname: `${name}.example.org`,
        publicKeys: { ops: config.require("sshKey") },
        // With a seed on the drive, nobody can guess secrets from its digest, so Pulumi can show it in the file name.
        randomSeed: config.requireSecret("seed"),
        userData: "#cloud-config\npackages: [qemu-guest-agent, nginx]\n",
        networkData: networkData({
            ethernets: { eth0: { mac: macAddress, addresses: ["192.0.2.10/24"], gateway4: "192.0.2.1" } },
            nameservers: ["192.0.2.53"],
        }),
    },
    { directory: config.get("directory") },
);

// #region attach
const iso = new proxmox.FileLegacy("config-drive", {
    contentType: "iso",
    datastoreId: config.get("isoStorage") ?? "local",
    nodeName,
    sourceFile: { path: image.path, checksum: image.sha256 },
});

const vm = new proxmox.VmLegacy("web", {
    name,
    nodeName,
    clone: { vmId: config.requireNumber("template") },
    cpu: { cores: 2 },
    memory: { dedicated: 2048 },
    networkDevices: [{ bridge: config.get("bridge") ?? "vmbr0", macAddress }],
    // A q35 machine has only the IDE interfaces ide0 and ide2.
    cdrom: { interface: "ide2", fileId: iso.id },
});
// #endregion

export const vmId = vm.vmId;
export const drive = iso.id;
