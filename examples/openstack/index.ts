/**
 * OpenStack: a network appliance with a custom drive in its cdrom.
 *
 * Nova can build a config drive for a machine itself (`configDrive: true`), but since version 2.57 of its API without
 * files. Many appliances look for their first configuration in a file at the drive's root. So this uploads a drive with
 * that file as an image; Nova turns it into a volume in a cdrom for the first boot. For machines without Nova, see
 * bare-metal/.
 *
 * Needs the settings of a cloud, such as OS_CLOUD in the environment and a clouds.yaml.
 *
 * A changed declaration renames the image and replaces the machine: OpenStack can't change a machine's cdrom, and
 * appliances read the drive only at their first boot. `ignoreChanges: ["blockDevices"]` keeps the machine.
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
