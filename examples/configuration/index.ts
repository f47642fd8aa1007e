import { ConfigDrive } from "pulumi-config-drive";

/** Where the drive goes, and when it changes, is in Pulumi.yaml. A stack's own settings override that. */
export const volume = new ConfigDrive("web", {
    hostname: "web-1.example.org",
    userData: "#cloud-config\npackages: [nginx]\n",
}).volumePath;
