/** One drive, to which the stack adds secrets. */
import * as pulumi from "@pulumi/pulumi";
import { ConfigDrive } from "pulumi-config-drive";

const { env } = process;

/** Nobody knows its id in the preview in which it is new. */
class Later extends pulumi.CustomResource {
    public constructor(name: string) {
        const provider = 'exports.handler = () => ({ create: async () => ({ id: "later", outs: {} }) });\n';
        super("pulumi-nodejs:dynamic/transformed:Later", name, { __provider: provider });
    }
}

const later = new Later("later");
const content = env.LATER === "true" ? later.id.apply(() => "hush-token") : "hush-token";
const secrets = { adminPassword: "hush-password", files: { "/etc/token": { content } } };

pulumi.runtime.registerStackTransformation(({ type, props, opts }) =>
    type.endsWith(":ConfigDrive") ? { props: { ...props, ...secrets }, opts } : undefined,
);

export const { volumePath } = new ConfigDrive(
    "drive",
    { pool: env.POOL, hostname: env.GUEST_NAME ?? "guest" },
    { ignoreChanges: env.IGNORE?.split(",") ?? [] },
);
