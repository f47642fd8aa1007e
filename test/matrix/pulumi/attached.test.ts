import { describeAttachedDrive } from "../../pulumi/attached-drive.ts";

describeAttachedDrive({ machine: "q35", format: "iso9660", bus: "sata", target: "sda" });
describeAttachedDrive({ machine: "q35", format: "vfat", bus: "virtio", target: "vda" });
