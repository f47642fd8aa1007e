/** A drive on a host that is reached over a network. */
import { ConfigDrive } from "pulumi-config-drive";

const { CONNECTION, CONNECTION_PASSWORD, GUEST_NAME } = process.env;

const seed = new ConfigDrive("seed", {
    connection: CONNECTION ?? "",
    ...(CONNECTION_PASSWORD !== undefined && { connectionPassword: CONNECTION_PASSWORD }),
    pool: "remote",
    hostname: GUEST_NAME ?? "guest",
    userData: "#cloud-config\n",
});

export const drive = seed.drive;
export const volumePath = seed.volumePath;
