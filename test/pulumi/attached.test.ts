import { describeAttachedDrive } from "./attached-drive.ts";

describeAttachedDrive({ machine: "pc", format: "iso9660", bus: "ide", target: "hda" });
describeAttachedDrive({ machine: "q35", format: "vfat", bus: "virtio", target: "vda" });
