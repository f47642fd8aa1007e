import * as libvirt from "@pulumi/libvirt";
import { ConfigDrive } from "pulumi-config-drive";

const disk = new libvirt.Volume("web", { source: "/var/lib/libvirt/images/debian-12-generic-amd64.qcow2" });
const devices = { disks: [{ volumeId: disk.id }], networkInterfaces: [{ networkName: "default" }] };
const vm = new libvirt.Domain("web", { ...devices, memory: 1024, running: false }, { ignoreChanges: ["running"] });
new ConfigDrive("web", {
    domain: vm.id,
    hostname: "web-1.example.org",
    publicKeys: { ops: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGtC7VSfNHT4FWjlGPbFxDTSZ3rhu9rSSSvbYMbnJHwM" },
    userData: "#cloud-config\npackages: [nginx]\n",
    startDomain: true,
});
