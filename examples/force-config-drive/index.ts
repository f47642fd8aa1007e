/** A stack whose machines all get a config drive by one call, those in components too. */
import * as libvirt from "@pulumi/libvirt";
import * as pulumi from "@pulumi/pulumi";
import { forceConfigDrive } from "pulumi-config-drive";

const config = new pulumi.Config();
const pool = config.get("pool");
const sshKey = config.require("sshKey");

// #region force
// The call comes first: it only sees machines that are declared after it.
forceConfigDrive(
    (name) => ({
        pool,
        hostname: `${name}.example.org`,
        publicKeys: { ops: sshKey },
        userData: "#cloud-config\npackages: [qemu-guest-agent]\n",
    }),
    { except: ["router"] },
);
// #endregion

/** A machine with a disk of its own. Nothing in it is about drives. */
const machine = (name: string, opts?: pulumi.ComponentResourceOptions): libvirt.Domain => {
    const disk = new libvirt.Volume(name, { source: config.require("image"), pool }, opts);
    return new libvirt.Domain(
        name,
        {
            type: config.get("domainType"),
            memory: 1024,
            disks: [{ volumeId: disk.id }],
            networkInterfaces: [{ networkName: "default" }],
        },
        { ...opts, deleteBeforeReplace: true },
    );
};

/** Two machines that belong together. */
class Shop extends pulumi.ComponentResource {
    public readonly web: libvirt.Domain;
    public readonly db: libvirt.Domain;

    public constructor(name: string) {
        super("example:index:Shop", name);
        this.web = machine(`${name}-web`, { parent: this });
        this.db = machine(`${name}-db`, { parent: this });
    }
}

const router = machine("router");
const shop = new Shop("shop");

export const domain = router.name;
export const domains = [shop.web.name, shop.db.name];
