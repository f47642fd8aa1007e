import * as libvirt from "@pulumi/libvirt";
import * as pulumi from "@pulumi/pulumi";
import { ConfigDrive } from "pulumi-config-drive-sdk";

const config = new pulumi.Config();
const pool = new libvirt.Pool("pool", { type: "dir", target: { path: config.require("folder") } });
const disk = new libvirt.Volume("disk", { pool: pool.name, source: config.require("image") });
// #region drive
const drive = new ConfigDrive("drive", {
    pool: pool.name,
    hostname: pulumi.interpolate`${disk.name}.example.org`,
    meta: { disk: disk.id },
    userData: pulumi.interpolate`#cloud-config\npassword: ${config.requireSecret("password")}\n`,
    files: { "/etc/motd": { asset: new pulumi.asset.FileAsset("motd") } },
});
// #endregion
const guest = new libvirt.Domain(
    "guest",
    { type: config.get("domainType"), disks: [{ volumeId: disk.id }], cloudinit: drive.cloudinitId },
    { deleteBeforeReplace: true },
);

export const domain = guest.name;
export const volumePath = drive.volumePath;
