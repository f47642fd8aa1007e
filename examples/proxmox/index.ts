/**
 * Proxmox VE: a guest cloned from a template, with its config drive as an ISO in its cdrom.
 *
 * Needs a template with cloud-init, a storage that takes ISO images, and the provider's settings: `proxmoxve:endpoint`
 * and `proxmoxve:apiToken`, or PROXMOX_VE_ENDPOINT and PROXMOX_VE_API_TOKEN in the environment.
 *
 * `initialization` stays out: from it Proxmox would make a cloud-init drive of its own beside this one.
 *
 * A changed declaration makes an image of another name: Pulumi uploads it, swaps the medium of the cdrom in place,
 * and then takes the old file off the storage. The guest stays.
 */
import * as proxmox from "@muhlba91/pulumi-proxmoxve";
import * as pulumi from "@pulumi/pulumi";
import { configDriveImage, networkData } from "pulumi-config-drive";

const config = new pulumi.Config();
const name = config.get("name") ?? "web-1";
const nodeName = config.require("node");

/** The guest finds the link of its address by this. */
const macAddress = "BC:24:11:17:03:0A";

const image = configDriveImage(
    {
        hostname: `${name}.example.org`,
        publicKeys: { ops: config.require("sshKey") },
        // With this on the drive its digest tells nothing, and Pulumi shows it in the file's name.
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
    // A machine of type q35 has of the IDE interfaces only ide0 and ide2.
    cdrom: { interface: "ide2", fileId: iso.id },
});
// #endregion

export const vmId = vm.vmId;
export const drive = iso.id;
