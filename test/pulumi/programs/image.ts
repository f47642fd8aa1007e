/** Images in files, without any provider: nothing but outputs. */
import * as pulumi from "@pulumi/pulumi";
import { configDriveImage } from "pulumi-config-drive";

const secret = process.env.CANARY ?? "";
const args = {
    hostname: "guest",
    label: process.env.LABEL,
    userData: `#cloud-config\n# ${secret}\n`,
    adminPassword: pulumi.secret(secret),
};
const seeded = configDriveImage({ ...args, randomSeed: process.env.SEED }, { format: "vmdk", report: true });
const guessable = configDriveImage(args, { directory: "images", report: true });

export const path = seeded.path;
export const sha256 = seeded.sha256;
export const size = seeded.size;
export const base64gzip = seeded.base64gzip;
export const guessablePath = guessable.path;
export const report = seeded.report;
export const guessableReport = guessable.report;
