import { describeAttachedDrive } from "./attached-drive.ts";

describeAttachedDrive({ machine: "pc", format: "iso9660", bus: "ide", target: "hda" });
