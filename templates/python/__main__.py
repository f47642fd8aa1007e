"""A VM on a libvirt host that a config drive sets up at first boot."""

import json

import pulumi
import pulumi_libvirt as libvirt
from pulumi_config_drive import ConfigDrive

config = pulumi.Config()
uri = pulumi.Config("libvirt").get("uri", "qemu:///system")
pool = config.get("pool", "default")
network = config.get("network", "default")
domain_type = config.get("domainType", "kvm")
password = config.get_secret("password")

# The agent lets the host ask the guest how its first boot went.
settings = {"packages": ["qemu-guest-agent"]}
if password is not None:
    settings |= {"password": password, "chpasswd": {"expire": False}}

drive = ConfigDrive(
    "vm",
    connection=uri,
    pool=pool,
    hostname=config.require("hostname"),
    public_keys={"admin": config.require("publicKey")},
    user_data=pulumi.Output.concat("#cloud-config\n", pulumi.Output.json_dumps(settings)),
    files={"/etc/motd": {"content": "This VM was set up by its config drive.\n"}},
    # After a change of user data or files, cloud-init sets the VM up again at its next boot.
    rerun="onChange",
)

# The disk grows out of the image, which stays as it is.
image = libvirt.Volume("image", pool=pool, source=config.require("image"))
disk = libvirt.Volume("disk", pool=pool, base_volume_id=image.id, size=10 * 1024**3)

# With `cloudinit`, the VM has the drive from its first start on.
vm = libvirt.Domain(
    "vm",
    type=domain_type,
    # Newer distributions need more than QEMU's default processor has.
    cpu={"mode": "host-passthrough"} if domain_type == "kvm" else None,
    vcpu=1,
    memory=1024,
    disks=[{"volume_id": disk.id}],
    cloudinit=drive.cloudinit_id,
    network_interfaces=[{"network_name": network}] if network else [],
    consoles=[{"type": "pty", "target_type": "serial", "target_port": "0"}],
    graphics={"type": "vnc"},
    opts=pulumi.ResourceOptions(delete_before_replace=True),
)

pulumi.export("domain", vm.name)
pulumi.export("volume", drive.volume_path)
# The command that follows the VM's first boot.
pulumi.export("watch", pulumi.Output.concat("npx config-drive watch '", uri, "' ", vm.name))
