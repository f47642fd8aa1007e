/** One drive whose guest runs its first-boot setup again after a change; its pool and its domain exist already. */
import * as pulumi from "@pulumi/pulumi";
import { ConfigDrive } from "pulumi-config-drive";

const { DOMAIN, POOL, CONNECTION, RERUN, MOTD = "first", GUEST_NAME = "guest" } = process.env;

const drive = new ConfigDrive("drive", {
    domain: DOMAIN,
    pool: POOL,
    connection: CONNECTION,
    rerun: RERUN as "never" | "onChange" | undefined,
    hostname: GUEST_NAME,
    userData: pulumi.secret("#cloud-config\n"),
    vendorData: { "cloud-init": "#cloud-config\n" },
    files: { "/etc/motd": { content: MOTD } },
});

export const instanceId = drive.instanceId;
