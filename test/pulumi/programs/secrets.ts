/** A drive, and beside it a resource that does nothing and has the same inputs; both as a file declares them. */
import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { ConfigDrive, type ConfigDriveArgs, type FileContent } from "pulumi-config-drive";

interface Declared extends ConfigDriveArgs {
    readonly files?: Record<string, FileContent>;
    readonly extraMetaData?: { readonly product: string; readonly token: string };
}

const SECRET = [
    "triggers",
    "userData",
    "adminPassword",
    "randomSeed",
    "files",
    "rootFiles",
    "vendorData",
    "vendorData2",
];

/**
 * Gives back none of its inputs but the number by which it changes, and marks its secrets once more in the answer to a
 * check, as the drive does. On one line, as the drive's is.
 */
const PROVIDER = `const secret = (value) => ({
    "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
    value
});
exports.handler = () => ({
    check: async (olds, news) => ({
        inputs: Object.fromEntries(
            Object.entries(news).map(([key, value]) => [key, ${JSON.stringify(SECRET)}.includes(key) ? secret(value) : value])
        ),
        failures: []
    }),
    create: async ({ change }) => ({ id: "other", outs: { change } }),
    diff: async (id, olds, news) => ({ changes: olds.change !== news.change }),
    update: async (id, olds, { change }) => ({ outs: { change } }),
});`.replaceAll(/\s+/g, " ");

/** Shows what Pulumi makes public of any resource's secrets. */
class Other extends pulumi.CustomResource {
    public constructor(name: string, args: object) {
        const inputs = Object.entries(args).map(([key, value]: [string, unknown]) => [
            key,
            SECRET.includes(key) ? pulumi.secret(value) : value,
        ]);
        super("pulumi-nodejs:dynamic/secrets:Other", name, {
            ...Object.fromEntries(inputs),
            __provider: `${PROVIDER}\n`,
        });
    }
}

const config = new pulumi.Config();

/** The token is a secret that only the program knows to be one. */
const marked = ({ extraMetaData: extra }: Declared): ConfigDriveArgs =>
    extra === undefined ? {} : { extraMetaData: { ...extra, token: pulumi.secret(extra.token) } };

/** The declaration, with a secret of the stack's configuration in it. */
const complete = (args: Declared, key: string): ConfigDriveArgs => {
    const declared = { ...args, ...marked(args) };
    if (args.files === undefined) return declared;
    return { ...declared, files: { ...args.files, "/etc/configured": { content: config.requireSecret(key) } } };
};

const declared: { readonly drive: Declared; readonly other: Declared & { readonly change: number } } = JSON.parse(
    readFileSync(`${process.env.FOLDER}/declaration.json`, "utf8"),
);
const other = new Other("other", complete(declared.other, "other"));
const drive = new ConfigDrive(
    "drive",
    {
        domain: process.env.DOMAIN,
        pool: process.env.POOL,
        startDomain: process.env.DOMAIN !== undefined,
        verify: "content",
        ...complete(declared.drive, "drive"),
    },
    // The first to fail keeps Pulumi from going on.
    { dependsOn: other },
);

export const { volumePath, volumeKey, diskXml, contents, imageDigest, instanceId, cloudinitId } = drive;
export const { drive: condition } = drive;
