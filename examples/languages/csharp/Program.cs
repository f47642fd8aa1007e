using System.Collections.Generic;
using Pulumi;
using ConfigDrive = Pulumi.ConfigDrive;
using Libvirt = Pulumi.Libvirt;

return await Deployment.RunAsync(() =>
{
    var config = new Config();
    var pool = new Libvirt.Pool("pool", new()
    {
        Type = "dir",
        Target = new Libvirt.Inputs.PoolTargetArgs { Path = config.Require("folder") },
    });
    var disk = new Libvirt.Volume("disk", new()
    {
        Pool = pool.Name,
        Source = config.Require("image"),
    });
    // #region drive
    var drive = new ConfigDrive.ConfigDrive("drive", new()
    {
        Pool = pool.Name,
        Hostname = Output.Format($"{disk.Name}.example.org"),
        Meta = { ["disk"] = disk.Id },
        UserData = config.RequireSecret("password").Apply(password => (object)$"#cloud-config\npassword: {password}\n"),
        Files =
        {
            ["/etc/motd"] = new ConfigDrive.Inputs.FileContentArgs { Asset = new FileAsset("motd") },
        },
    });
    // #endregion
    var guest = new Libvirt.Domain("guest", new()
    {
        Type = config.Get("domainType") ?? "kvm",
        Disks = new[] { new Libvirt.Inputs.DomainDiskArgs { VolumeId = disk.Id } },
        Cloudinit = drive.CloudinitId,
    }, new() { DeleteBeforeReplace = true });

    return new Dictionary<string, object?>
    {
        ["domain"] = guest.Name,
        ["volumePath"] = drive.VolumePath,
    };
});
