package main

import (
	"example.com/pulumi-config-drive/sdk/go/configdrive"
	"github.com/pulumi/pulumi-libvirt/sdk/go/libvirt"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"
)

func main() { pulumi.Run(declare) }

func declare(ctx *pulumi.Context) error {
	settings := config.New(ctx, "")
	pool, err := libvirt.NewPool(ctx, "pool", &libvirt.PoolArgs{
		Type:   pulumi.String("dir"),
		Target: &libvirt.PoolTargetArgs{Path: pulumi.String(settings.Require("folder"))},
	})
	if err != nil {
		return err
	}
	disk, err := libvirt.NewVolume(ctx, "disk", &libvirt.VolumeArgs{
		Pool:   pool.Name,
		Source: pulumi.String(settings.Require("image")),
	})
	if err != nil {
		return err
	}
	// #region drive
	drive, err := configdrive.NewConfigDrive(ctx, "drive", &configdrive.ConfigDriveArgs{
		Pool:     pool.Name,
		Hostname: pulumi.Sprintf("%s.example.org", disk.Name),
		Meta:     pulumi.StringMap{"disk": disk.ID()},
		UserData: pulumi.Sprintf("#cloud-config\npassword: %s\n", settings.RequireSecret("password")),
		Files: configdrive.FileContentMap{
			"/etc/motd": configdrive.FileContentArgs{Asset: pulumi.NewFileAsset("motd")},
		},
	})
	// #endregion
	if err != nil {
		return err
	}
	guest, err := libvirt.NewDomain(ctx, "guest", &libvirt.DomainArgs{
		Type:      pulumi.String(settings.Get("domainType")),
		Disks:     libvirt.DomainDiskArray{libvirt.DomainDiskArgs{VolumeId: disk.ID()}},
		Cloudinit: drive.CloudinitId,
	}, pulumi.DeleteBeforeReplace(true))
	if err != nil {
		return err
	}
	ctx.Export("domain", guest.Name)
	ctx.Export("volumePath", drive.VolumePath)
	return nil
}
