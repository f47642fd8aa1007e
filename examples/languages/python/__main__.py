import pulumi
import pulumi_libvirt as libvirt
from pulumi_config_drive import ConfigDrive

config = pulumi.Config()
pool = libvirt.Pool("pool", type="dir", target={"path": config.require("folder")})
disk = libvirt.Volume("disk", pool=pool.name, source=config.require("image"))
# #region drive
drive = ConfigDrive(
    "drive",
    pool=pool.name,
    hostname=pulumi.Output.concat(disk.name, ".example.org"),
    meta={"disk": disk.id},
    user_data=pulumi.Output.concat("#cloud-config\npassword: ", config.require_secret("password"), "\n"),
    files={"/etc/motd": {"asset": pulumi.FileAsset("motd")}},
)
# #endregion
guest = libvirt.Domain(
    "guest",
    type=config.get("domainType"),
    disks=[{"volume_id": disk.id}],
    cloudinit=drive.cloudinit_id,
    opts=pulumi.ResourceOptions(delete_before_replace=True),
)

pulumi.export("domain", guest.name)
pulumi.export("volumePath", drive.volume_path)
