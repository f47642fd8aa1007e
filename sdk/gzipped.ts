import * as pulumi from "@pulumi/pulumi";
import type { UserData } from "../provider/model/inputs.ts";
import { shortened } from "../provider/spec/user-data/shortened.ts";

/**
 * User data, compressed with gzip if that makes it shorter even in base64; otherwise the text unchanged. Equal texts give
 * equal bytes on every machine. The result is a secret if the text is.
 *
 * cloud-init and cloudbase-init decompress it. Ignition, the first-boot programs of network appliances and most others
 * don't: pass those the text itself. A drive can hold user data of any size; this shortens the copy in the stack's state.
 *
 * @param text User data in one piece, e.g. the result of `cloudConfig`. User data in parts can't be compressed: the parts
 * become one message only later.
 *
 * @example
 * new ConfigDrive("web", { userData: gzipped(cloudConfig({ write_files: files })) });
 */
export const gzipped = (text: pulumi.Input<string>): pulumi.Output<UserData> => pulumi.output(text).apply(shortened);
