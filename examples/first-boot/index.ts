/** A run that ends when the guest has completed its first boot, and takes the drive out of it then. */
import * as libvirt from "@pulumi/libvirt";
import { ConfigDrive } from "pulumi-config-drive";

const content = { url: "/var/lib/libvirt/images/debian-12-generic-amd64.qcow2" };
const format = { type: "qcow2" };
const disk = new libvirt.Volume("web", { pool: "default", target: { format }, create: { content } });
const source = { volume: { pool: disk.pool, volume: disk.name } };
const machine = { type: "kvm", os: { type: "hvm", typeMachine: "q35" }, features: { acpi: true } };
const size = { vcpu: 1, memory: 1024, memoryUnit: "MiB" };

// #region first-boot
const devices = {
    disks: [{ source, driver: format, target: { dev: "vda", bus: "virtio" } }],
    interfaces: [{ source: { network: { network: "default" } }, model: { type: "virtio" } }],
    channels: [{ source: { unix: {} }, target: { virtIo: { name: "org.qemu.guest_agent.0" } } }],
};
const vm = new libvirt.Domain(
    "web",
    { ...machine, ...size, devices, running: true, create: { paused: true } },
    { deleteBeforeReplace: true },
);
const drive = new ConfigDrive("web", {
    domain: vm.uuid,
    userData: "#cloud-config\npackages: [qemu-guest-agent, nginx]\n",
    startDomain: true,
    waitForGuest: { timeout: 1800 },
    ejectAfterBoot: true,
});
// #endregion

export const guest = drive.guest;
