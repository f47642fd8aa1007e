/** The drive as a volume only: `libvirt.Domain` attaches it, as it does a `CloudInitDisk`. */
import * as libvirt from "@pulumi/libvirt";
import * as pulumi from "@pulumi/pulumi";
import { ConfigDrive } from "pulumi-config-drive";

const config = new pulumi.Config();
const pool = config.get("pool");
const image = config.require("image");
const type = config.get("domainType");

// #region drop-in
const seed = new ConfigDrive("db", {
    pool,
    hostname: "db-1.example.org",
    userData: "#cloud-config\npackages: [mariadb-server]\n",
});
const disk = new libvirt.Volume("db", { source: image, pool });
const devices = { disks: [{ volumeId: disk.id }], cloudinit: seed.cloudinitId };
const vm = new libvirt.Domain("db", { type, ...devices }, { deleteBeforeReplace: true });
// #endregion

export const domain = vm.name;
export const volume = seed.volumePath;
