/**
 * XenServer and XCP-ng, by way of Xen Orchestra: a guest made from a template, with its config drive as an ISO in its
 * cdrom.
 *
 * Needs a template with cloud-init, a storage repository of type ISO that can be written to, and the provider's
 * settings: `xenorchestra:url` and `xenorchestra:token`, or XOA_URL and XOA_TOKEN in the environment.
 *
 * `cloudConfig` stays out: from it Xen Orchestra would make a drive of its own beside this one.
 *
 * A changed declaration makes an image of another name: Pulumi uploads it as a new VDI, ejects the old medium and
 * inserts the new one, and then removes the old VDI. The guest keeps running.
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
        // With this on the drive its digest tells nothing, and Pulumi shows it in the file's name.
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
