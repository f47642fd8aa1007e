/**
 * vSphere: a guest cloned from a template, with its config drive as an ISO on a datastore and in the guest's cdrom.
 *
 * Needs `@pulumi/vsphere` 4, a template with cloud-init or cloudbase-init, and the provider's settings:
 * `vsphere:vsphereServer`, `vsphere:user` and `vsphere:password`, or VSPHERE_SERVER, VSPHERE_USER and VSPHERE_PASSWORD in
 * the environment.
 *
 * A changed declaration gives the image another name: Pulumi uploads it, swaps the medium in the cdrom, then deletes
 * the old file from the datastore. The guest keeps running.
 */
import { basename } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import * as vsphere from "@pulumi/vsphere";
import { configDriveImage, networkData } from "pulumi-config-drive";

const config = new pulumi.Config();
const name = config.get("name") ?? "web-1";

const datacenter = vsphere.getDatacenterOutput({ name: config.require("datacenter") });
const datacenterId = datacenter.id;
const datastore = vsphere.getDatastoreOutput({ name: config.require("datastore"), datacenterId });
const pool = vsphere.getResourcePoolOutput({ name: config.require("resourcePool"), datacenterId });
const network = vsphere.getNetworkOutput({ name: config.require("network"), datacenterId });
const template = vsphere.getVirtualMachineOutput({ name: config.require("template"), datacenterId });

/** The guest finds its NIC by this MAC. VMware reserves 00:50:56:00:00:00 to 00:50:56:3f:ff:ff for static ones. */
const macAddress = "00:50:56:17:03:0a";

const image = configDriveImage(
    {
        hostname: `${name}.example.org`,
        publicKeys: { ops: config.require("sshKey") },
        // With a seed on the drive, nobody can guess secrets from its digest, so Pulumi can show it in the file name.
        randomSeed: config.requireSecret("seed"),
        userData: "#cloud-config\npackages: [open-vm-tools, nginx]\n",
        networkData: networkData({
            ethernets: { eth0: { mac: macAddress, addresses: ["192.0.2.10/24"], gateway4: "192.0.2.1" } },
            nameservers: ["192.0.2.53"],
        }),
    },
    { directory: config.get("directory") },
);

// #region attach
const iso = new vsphere.File("config-drive", {
    datacenter: datacenter.name,
    datastore: datastore.name,
    sourceFile: image.path,
    destinationFile: image.path.apply((path) => `config-drives/${basename(path)}`),
    createDirectories: true,
});

const vm = new vsphere.VirtualMachine("web", {
    name,
    resourcePoolId: pool.id,
    datastoreId: datastore.id,
    guestId: template.guestId,
    numCpus: 2,
    memory: 2048,
    networkInterfaces: [{ networkId: network.id, useStaticMac: true, macAddress }],
    disks: [{ label: "disk0", size: config.requireNumber("diskSize") }],
    clone: { templateUuid: template.id },
    cdroms: [{ datastoreId: datastore.id, path: iso.destinationFile }],
    waitForGuestNetTimeout: config.getNumber("waitForGuestNetTimeout") ?? 5,
});
// #endregion

export const id = vm.id;
export const drive = pulumi.interpolate`[${iso.datastore}] ${iso.destinationFile}`;
