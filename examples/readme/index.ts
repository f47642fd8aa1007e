import * as libvirt from "@pulumi/libvirt";
import { ConfigDrive } from "pulumi-config-drive";

const content = { url: "/var/lib/libvirt/images/debian-12-generic-amd64.qcow2" };
const format = { type: "qcow2" };
const disk = new libvirt.Volume("web", { pool: "default", target: { format }, create: { content } });
const source = { volume: { pool: disk.pool, volume: disk.name } };
const devices = {
    disks: [{ source, driver: format, target: { dev: "vda", bus: "virtio" } }],
    interfaces: [{ source: { network: { network: "default" } }, model: { type: "virtio" } }],
};
const machine = { type: "kvm", os: { type: "hvm", typeMachine: "q35" }, features: { acpi: true } };
const size = { vcpu: 1, memory: 1024, memoryUnit: "MiB" };
const vm = new libvirt.Domain(
    "web",
    { ...machine, ...size, devices, running: true, create: { paused: true } },
    { deleteBeforeReplace: true },
);
new ConfigDrive("web", {
    domain: vm.uuid,
    hostname: "web-1.example.org",
    publicKeys: { ops: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGtC7VSfNHT4FWjlGPbFxDTSZ3rhu9rSSSvbYMbnJHwM" },
    userData: "#cloud-config\npackages: [nginx]\n",
    startDomain: true,
});
