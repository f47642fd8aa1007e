import * as pulumi from "@pulumi/pulumi";
import { gzipSync } from "fflate";
import type { UserData } from "../provider/model/inputs.ts";

/**
 * User data compressed with gzip where that makes it shorter, in base64 too; otherwise the text as it came. Equal texts
 * give equal bytes on every machine. It is a secret when the text is.
 *
 * cloud-init and cloudbase-init undo it. Ignition, the first-boot programs of network appliances and most others don't:
 * give those the text itself. A drive holds user data of any size, so that this is for its copy in the stack's state.
 *
 * @param text User data of one piece, such as what `cloudConfig` gives. Parts become one message only later.
 *
 * @example
 * new ConfigDrive("web", { userData: gzipped(cloudConfig({ write_files: files })) });
 */
export const gzipped = (text: pulumi.Input<string>): pulumi.Output<UserData> =>
    pulumi.output(text).apply((known): UserData => {
        const plain = new TextEncoder().encode(known);
        // Not by Node's zlib, whose bytes differ between versions and processors: a change of bytes changes the drive.
        const base64 = Buffer.from(gzipSync(plain, { level: 6, mtime: 0 })).toString("base64");
        return base64.length < plain.length ? { base64 } : known;
    });
