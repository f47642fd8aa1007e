/** Two drives without a domain: one that leaves everything to the stack's configuration, and one that doesn't. */
import { ConfigDrive } from "pulumi-config-drive";

const content = { hostname: "guest", userData: "#cloud-config\n" };

new ConfigDrive("plain", content);
const own = new ConfigDrive("own", { ...content, pool: process.env.POOL, verify: "size", timeouts: { create: 299 } });

export const { volumePath } = own;
