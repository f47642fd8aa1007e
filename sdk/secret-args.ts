import * as pulumi from "@pulumi/pulumi";

/** The arguments that may hold secrets; they count as such whether or not the program marks them. */
export const SECRET_ARGS = [
    "adminPassword",
    "connectionPassword",
    "randomSeed",
    "userData",
    "vendorData",
    "vendorData2",
    "files",
    "rootFiles",
] as const;

/** The arguments with the sources of secrets marked. */
export const markSecrets = (args: object): Record<string, unknown> =>
    Object.fromEntries(
        Object.entries(args).map(([key, value]: [string, unknown]) => {
            const isSecret = value !== undefined && value !== null && SECRET_ARGS.some((each) => each === key);
            return [key, isSecret ? pulumi.secret<unknown>(value) : value];
        }),
    );
