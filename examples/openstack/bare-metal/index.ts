/**
 * OpenStack's bare-metal service on its own, without Nova: a node deployed with its config drive.
 *
 * Ironic accepts a config drive as gzip in base64 and writes it to a partition of the node's disk. No provider has a
 * resource for that, so this runs the command `openstack` and its bare-metal plugin (python-ironicclient) with
 * `@pulumi/command`. It needs a node in the state `available` and the settings of the service, such as OS_CLOUD.
 *
 * A changed declaration rebuilds the node: Ironic rewrites its whole disk, including the drive. So does any change of
 * the command below. With `ignoreChanges: ["*"]` a deployed node stays as it is.
 */
import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { configDriveImage } from "pulumi-config-drive";

const config = new pulumi.Config();
const node = config.require("node");

const image = configDriveImage(
    {
        uuid: node,
        hostname: "rack-7.example.org",
        publicKeys: { ops: config.require("sshKey") },
        // With a seed on the drive, nobody can guess secrets from its digest, so Pulumi can show it below.
        randomSeed: config.requireSecret("seed"),
        userData: "#cloud-config\npackages: [nginx]\n",
    },
    { directory: config.get("directory") },
);

// #region deploy
/** Passes the drive to the client in a file that only its owner can read: every user can see arguments. */
const provision = (verb: "deploy" | "rebuild"): string => `
set -eu
umask 077
drive=$(mktemp)
trap 'rm -f "$drive"' EXIT
cat > "$drive"
openstack baremetal node set "$NODE" \\
    --instance-info image_source="$IMAGE_SOURCE" --instance-info image_checksum="$IMAGE_CHECKSUM"
openstack baremetal node ${verb} "$NODE" --config-drive "$drive" --wait
`;

const deployed = new command.local.Command("node", {
    create: provision("deploy"),
    update: provision("rebuild"),
    delete: 'openstack baremetal node undeploy "$NODE" --wait',
    environment: {
        NODE: node,
        IMAGE_SOURCE: config.require("imageSource"),
        IMAGE_CHECKSUM: config.require("imageChecksum"),
    },
    stdin: pulumi.secret(image.base64gzip),
});
// #endregion

export const id = deployed.id;
export const drive = image.sha256;
