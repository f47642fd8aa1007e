/**
 * OpenStack: a network appliance with a drive of its own making in a cdrom.
 *
 * Nova makes the config drive of its machines itself (`configDrive: true`). But since version 2.57 of its API it puts
 * no files on one any more, and many an appliance looks for its first configuration in a file at the drive's root. So
 * this uploads such a drive as an image, of which Nova makes a volume in a cdrom for the first boot. For machines
 * without Nova, see bare-metal/.
 *
 * Needs the settings of a cloud, such as OS_CLOUD in the environment and a clouds.yaml.
 *
 * A changed declaration makes an image of another name, and a new machine with it: OpenStack changes no cdrom of a
 * machine, and appliances read the drive at their first boot only. `ignoreChanges: ["blockDevices"]` keeps the machine.
 */
import { basename } from "node:path";
import * as openstack from "@pulumi/openstack";
import * as pulumi from "@pulumi/pulumi";
import { configDriveImage } from "pulumi-config-drive";

const config = new pulumi.Config();
const name = config.get("name") ?? "edge-1";

const image = configDriveImage(
    {
        metadataVersions: [],
        rootFiles: {
            "iosxe_config.txt": {
                content: pulumi.interpolate`hostname ${name}\nenable secret ${config.requireSecret("enableSecret")}\n`,
            },
        },
    },
    { directory: config.get("directory") },
);

// #region attach
const iso = new openstack.images.Image("config-drive", {
    name: image.path.apply((path) => basename(path)),
    localFilePath: image.path,
    diskFormat: "iso",
    containerFormat: "bare",
    visibility: "private",
});

const server = new openstack.compute.Instance("edge", {
    name,
    flavorName: config.require("flavor"),
    networks: [{ name: config.require("network") }],
    blockDevices: [
        {
            uuid: config.require("image"),
            sourceType: "image",
            destinationType: "local",
            bootIndex: 0,
            deleteOnTermination: true,
        },
        {
            uuid: iso.id,
            sourceType: "image",
            destinationType: "volume",
            deviceType: "cdrom",
            volumeSize: 1,
            bootIndex: -1,
            deleteOnTermination: true,
        },
    ],
});
// #endregion

export const id = server.id;
export const drive = iso.id;
