/** A pool, a guest and its config drive: the program behind `npm run demo`. */
import * as libvirt from "@pulumi/libvirt";
import * as pulumi from "@pulumi/pulumi";
import { ConfigDrive } from "pulumi-config-drive";

const config = new pulumi.Config();
const directory = config.require("directory");

const pool = new libvirt.Pool("quickstart", { type: "dir", target: { path: `${directory}/pool` } });

export const console = `${directory}/console.log`;

// Defined, not started: the drive starts it once it is attached. From then on libvirt reports running = true.
const guest = new libvirt.Domain(
    "quickstart",
    {
        type: config.require("domainType"),
        memory: 128,
        kernel: config.require("kernel"),
        initrd: config.require("initrd"),
        cmdlines: [{ console: "ttyS0" }],
        // The provider's default is SPICE, which Debian 13's QEMU only has with qemu-system-modules-spice.
        graphics: { type: "vnc" },
        consoles: [{ type: "file", targetPort: "0", targetType: "serial", sourcePath: console }],
        running: false,
    },
    { ignoreChanges: ["running"] },
);

const drive = new ConfigDrive("quickstart", {
    domain: guest.id,
    pool: pool.name,
    hostname: "quickstart.example.org",
    userData: "#cloud-config\nruncmd: [echo, hello from the config drive]\n",
    files: { "/etc/motd": { content: "Welcome. This file came with the config drive.\n" } },
    startDomain: true,
});

export const domain = guest.name;
export const volume = drive.volumePath;
