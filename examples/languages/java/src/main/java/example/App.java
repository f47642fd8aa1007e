package example;

import com.pulumi.Context;
import com.pulumi.Pulumi;
import com.pulumi.asset.FileAsset;
import com.pulumi.configdrive.ConfigDrive;
import com.pulumi.configdrive.ConfigDriveArgs;
import com.pulumi.configdrive.inputs.FileContentArgs;
import com.pulumi.core.Output;
import com.pulumi.libvirt.Domain;
import com.pulumi.libvirt.DomainArgs;
import com.pulumi.libvirt.Pool;
import com.pulumi.libvirt.PoolArgs;
import com.pulumi.libvirt.Volume;
import com.pulumi.libvirt.VolumeArgs;
import com.pulumi.libvirt.inputs.DomainDiskArgs;
import com.pulumi.libvirt.inputs.PoolTargetArgs;
import com.pulumi.resources.CustomResourceOptions;
import java.util.Map;

public class App {
    public static void main(String[] args) {
        Pulumi.run(App::declare);
    }

    private static void declare(Context context) {
        var config = context.config();
        var pool = new Pool("pool", PoolArgs.builder()
            .type("dir")
            .target(PoolTargetArgs.builder().path(config.require("folder")).build())
            .build());
        var disk = new Volume("disk", VolumeArgs.builder()
            .pool(pool.name())
            .source(config.require("image"))
            .build());
        // #region drive
        var drive = new ConfigDrive("drive", ConfigDriveArgs.builder()
            .pool(pool.name())
            .hostname(Output.format("%s.example.org", disk.name()))
            .meta(disk.id().applyValue(id -> Map.of("disk", id)))
            .userData(config.requireSecret("password").applyValue(password -> "#cloud-config\npassword: " + password + "\n"))
            .files(Map.of("/etc/motd", FileContentArgs.builder().asset(new FileAsset("motd")).build()))
            .build());
        // #endregion
        var guest = new Domain("guest", DomainArgs.builder()
            .type(config.get("domainType").orElse("kvm"))
            .disks(DomainDiskArgs.builder().volumeId(disk.id()).build())
            .cloudinit(drive.cloudinitId())
            .build(),
            CustomResourceOptions.builder().deleteBeforeReplace(true).build());
        context.export("domain", guest.name());
        context.export("volumePath", drive.volumePath());
    }
}
