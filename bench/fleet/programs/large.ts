/** One drive, with the file in the variable `LARGE` if there is any. */
import * as pulumi from "@pulumi/pulumi";
import { ConfigDrive } from "pulumi-config-drive";
import { readFleet } from "./declaration";

const { hosts, pools } = readFleet();
const { LARGE } = process.env;

new ConfigDrive("large", {
    connection: hosts[0],
    pool: pools[0],
    hostname: "large",
    ...(LARGE && { rootFiles: { "large.bin": new pulumi.asset.FileAsset(LARGE) } }),
});
