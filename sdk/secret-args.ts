import * as pulumi from "@pulumi/pulumi";
import { isSecretInput } from "../provider/secret-inputs.ts";

/** The arguments with the sources of secrets marked. */
export const markSecrets = (args: object): Record<string, unknown> =>
    Object.fromEntries(
        Object.entries(args).map(([key, value]: [string, unknown]) => {
            const isSecret = value !== undefined && value !== null && isSecretInput(key);
            return [key, isSecret ? pulumi.secret<unknown>(value) : value];
        }),
    );
