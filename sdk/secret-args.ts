import * as pulumi from "@pulumi/pulumi";
import { isSecret } from "../provider/model/secrets.ts";

/** The arguments, with those that hold secrets marked as secret. */
export const markSecrets = (args: object): Record<string, unknown> =>
    Object.fromEntries(
        Object.entries(args).map(([key, value]: [string, unknown]) => {
            const isSealed = value !== undefined && value !== null && isSecret(key);
            return [key, isSealed ? pulumi.secret<unknown>(value) : value];
        }),
    );
