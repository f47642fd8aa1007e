/** A VM on a libvirt host that a config drive sets up at first boot. */
import * as libvirt from "@pulumi/libvirt";
import * as pulumi from "@pulumi/pulumi";
import { ConfigDrive, cloudConfig } from "pulumi-config-drive";

const config = new pulumi.Config();
const pool = config.get("pool") ?? "default";
const network = config.get("network") ?? "default";
const type = config.get("domainType") ?? "kvm";
const password = config.getSecret("password");

const drive = new ConfigDrive("vm", {
    pool,
    hostname: config.require("hostname"),
    publicKeys: { admin: config.require("publicKey") },
    userData: cloudConfig({
        // Lets the host ask the guest how its first boot went.
        packages: ["qemu-guest-agent"],
        ...(password && { password, chpasswd: { expire: false } }),
    }),
    files: { "/etc/motd": { content: "This VM was set up by its config drive.\n" } },
    // After a change of user data or files, cloud-init sets the VM up again at its next boot.
    rerun: "onChange",
});

// The disk grows out of the image, which stays as it is.
const image = new libvirt.Volume("image", { pool, source: config.require("image") });
const disk = new libvirt.Volume("disk", { pool, baseVolumeId: image.id, size: 10 * 1024 ** 3 });

// With `cloudinit`, the VM has the drive from its first start on.
const vm = new libvirt.Domain(
    "vm",
    {
        type,
        // Newer distributions need more than QEMU's default processor has.
        ...(type === "kvm" && { cpu: { mode: "host-passthrough" } }),
        vcpu: 1,
        memory: 1024,
        disks: [{ volumeId: disk.id }],
        cloudinit: drive.cloudinitId,
        networkInterfaces: network === "" ? [] : [{ networkName: network }],
        consoles: [{ type: "pty", targetType: "serial", targetPort: "0" }],
        graphics: { type: "vnc" },
    },
    { deleteBeforeReplace: true },
);

const uri = new pulumi.Config("libvirt").get("uri") ?? "qemu:///system";

export const domain = vm.name;
export const volume = drive.volumePath;
/** The command that follows the VM's first boot. */
export const watch = pulumi.interpolate`npx config-drive watch '${uri}' ${vm.name}`;
