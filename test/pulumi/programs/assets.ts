/** A drive with files from disk, beside the program and elsewhere, and an image in a file with the same. */
import * as pulumi from "@pulumi/pulumi";
import { ConfigDrive, configDriveImage, type DriveFile } from "pulumi-config-drive";

const { asset } = pulumi;
const rootFiles: Record<string, pulumi.Input<DriveFile>> = {
    "large.bin": new asset.FileAsset(process.env.LARGE ?? ""),
    "beside.txt": pulumi.output(new asset.FileAsset("beside.txt")),
    "text.txt": new asset.StringAsset((process.env.TEXT ?? "text").repeat(Number(process.env.TIMES ?? 1))),
};
if (process.env.REMOTE) rootFiles.remote = new asset.RemoteAsset(process.env.REMOTE) as never;
/** The plugin's SDK has assets in an object of their own. */
const wrap = (file: pulumi.Input<DriveFile>): pulumi.Output<DriveFile> =>
    pulumi.output(file).apply((asset) => ({ asset }) as never);
const declared = (files: Record<string, pulumi.Input<DriveFile>>): Record<string, pulumi.Input<DriveFile>> =>
    process.env.WRAPPED === "true"
        ? Object.fromEntries(Object.entries(files).map(([path, file]) => [path, wrap(file)]))
        : files;
const drive = new ConfigDrive("drive", {
    pool: process.env.POOL,
    randomSeed: process.env.SEED,
    hostname: "guest",
    userData: "#cloud-config\n",
    rootFiles: declared(rootFiles),
    files: declared({ "/etc/canary": pulumi.secret(new asset.FileAsset(process.env.SECRET ?? "")) }),
    ...(process.env.AMOUNT && { vendorData: { text: "" }, userData: "x".repeat(Number(process.env.AMOUNT)) }),
});
const image = configDriveImage({ hostname: "guest", randomSeed: process.env.SEED, rootFiles });

export const volumePath = drive.volumePath;
export const imageDigest = drive.imageDigest;
export const imagePath = image.path;
export const imageSha256 = image.sha256;
