/** One drive; its pool and its domain, if any, are there already. */
import * as pulumi from "@pulumi/pulumi";
import { ConfigDrive } from "pulumi-config-drive";

const { PARENT } = process.env;
const parent = PARENT === undefined ? undefined : new pulumi.ComponentResource(PARENT, "parent");

const drive = new ConfigDrive(
    "drive",
    {
        domain: process.env.DOMAIN,
        pool: process.env.POOL,
        bus: process.env.BUS as "ide" | "scsi" | undefined,
        verify: process.env.VERIFY as "content" | undefined,
        startDomain: process.env.START === "true",
        randomSeed: process.env.SEED,
        hostname: process.env.GUEST_NAME ?? "guest",
        userData: process.env.USER_DATA ?? "#cloud-config\n",
        adminPassword: "a password",
    },
    {
        ignoreChanges: process.env.IGNORE?.split(",") ?? [],
        ...(parent && { parent }),
        ...(process.env.ALIAS === "true" && { aliases: [{ parent: pulumi.rootStackResource }] }),
        ...(process.env.CREATE_FIRST === "true" && { deleteBeforeReplace: false }),
        ...JSON.parse(process.env.OPTIONS ?? "{}"),
    },
);

export const volumePath = drive.volumePath;
export const drawn = drive.drive;
export const contents = drive.contents;
export const whole = process.env.WHOLE === "true" ? drive : undefined;
