/**
 * Dynamic resources that do nothing, with the same secrets as a drive, in their inputs only: user data and a random seed.
 * They show the engine's cost of secrets, which no provider can avoid.
 */
import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { type Content, contentOf, forEachDrive, nameOf, type Place, placeOf, readFleet } from "./declaration";

const sha512 = (text: string): Buffer => createHash("sha512").update(text).digest();

type Outputs = Omit<Content, "userData"> & Place & { readonly digest: string };
type Inputs = Outputs & Pick<Content, "userData"> & { readonly randomSeed: string };

const outputsOf = ({ hostname, publicKeys, connection, pool, digest }: Inputs): Outputs => ({
    hostname,
    publicKeys,
    connection,
    pool,
    digest,
});

const provider: pulumi.dynamic.ResourceProvider<Inputs, Outputs> = {
    create: async (inputs) => ({ id: inputs.hostname, outs: outputsOf(inputs) }),
    diff: async (_id, olds, news) => ({ changes: olds.digest !== news.digest }),
    update: async (_id, _olds, news) => ({ outs: outputsOf(news) }),
};

class SecretNoOp extends pulumi.dynamic.Resource {
    public constructor(name: string, { userData, ...plain }: Content & Place) {
        super(provider, name, {
            ...plain,
            userData: pulumi.secret(userData),
            // As long as a drive's random seed, but derived from the name: a second run has the same one.
            randomSeed: pulumi.secret(sha512(name).toString("base64")),
            digest: sha512(userData).toString("hex"),
        });
    }
}

const fleet = readFleet();

forEachDrive(
    fleet,
    (index) => new SecretNoOp(nameOf(index), { ...contentOf(index, fleet.revision), ...placeOf(index, fleet) }),
);
