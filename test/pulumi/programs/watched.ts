/** A drive that sees its guest through the first boot; the pool and the domain are there already. */
import { ConfigDrive } from "pulumi-config-drive";

const drive = new ConfigDrive("drive", {
    domain: process.env.DOMAIN,
    pool: process.env.POOL,
    uuid: process.env.INSTANCE,
    userData: process.env.USER_DATA,
    adminPassword: process.env.PASSWORD,
    startDomain: true,
    waitForGuest: JSON.parse(process.env.WAIT ?? "true"),
    ejectAfterBoot: process.env.EJECT === "true",
});

export const drawn = drive.drive;
export const guest = drive.guest;
export const volumePath = drive.volumePath;
