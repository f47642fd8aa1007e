/**
 * XenServer and XCP-ng, through Xen Orchestra: a guest made from a template, with its config drive as an ISO in its
 * cdrom.
 *
 * Needs a template with cloud-init, a writable storage repository of type ISO, and the provider's
 * settings: `xenorchestra:url` and `xenorchestra:token`, or XOA_URL and XOA_TOKEN in the environment.
 *
 * Don't set `cloudConfig`: Xen Orchestra would add its own drive beside this one.
 *
 * A changed declaration gives the image another name: Pulumi uploads it as a new VDI, ejects the old medium, inserts
 * the new one, then removes the old VDI. The guest keeps running.
 */
import { basename } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import * as xenorchestra from "@vates/pulumi-xenorchestra";
import { configDriveImage } from "pulumi-config-drive";

const config = new pulumi.Config();
const name = config.get("name") ?? "web-1";

const template = xenorchestra.getXoaTemplateOutput({ nameLabel: config.require("template") });
const network = xenorchestra.getXoaNetworkOutput({ nameLabel: config.require("network") });
const storage = xenorchestra.getXoaStorageRepositoryOutput({ nameLabel: config.require("storage") });
const isoStorage = xenorchestra.getXoaStorageRepositoryOutput({ nameLabel: config.require("isoStorage") });

const image = configDriveImage(
    {
        hostname: `${name}.example.org`,
        publicKeys: { ops: config.require("sshKey") },
        // With a seed on the drive, nobody can guess secrets from its digest, so Pulumi can show it in the file name.
        randomSeed: config.requireSecret("seed"),
        userData: "#cloud-config\npackages: [xe-guest-utilities, nginx]\n",
    },
    { directory: config.get("directory") },
);

// #region attach
const iso = new xenorchestra.Vdi("config-drive", {
    nameLabel: image.path.apply((path) => basename(path)),
    srId: isoStorage.id,
    filepath: image.path,
    type: "raw",
});

const gibibyte = 1024 ** 3;

const vm = new xenorchestra.Vm("web", {
    nameLabel: name,
    template: template.id,
    cpus: 2,
    memoryMax: 2 * gibibyte,
    networks: [{ networkId: network.id }],
    disks: [{ nameLabel: `${name} root`, size: config.requireNumber("diskSize") * gibibyte, srId: storage.id }],
    cdrom: { id: iso.id },
});
// #endregion

export const id = vm.id;
export const drive = iso.id;
