import type * as pulumi from "@pulumi/pulumi";
import type { ConfigDrive } from "../config-drive.ts";
import { hasDrive, markForced } from "../domain-drives.ts";
import { DOMAIN_TYPE, outputOf } from "../resource-types.ts";

/** The drive that is made for a domain; undefined if the program has declared one itself. */
export type Made = Promise<ConfigDrive | undefined>;

/**
 * Makes a domain's drive once the program's synchronous code has ended, unless that code has declared one for the
 * domain. Before that nothing can tell, and the domain's own outputs don't exist: its constructor is still running.
 */
export const onceDeclared = async (domain: pulumi.Resource, make: () => ConfigDrive): Made => {
    await Promise.resolve();
    if (hasDrive(domain)) return undefined;
    const drive = make();
    markForced(domain);
    return drive;
};

/** The URI of a domain's own provider, for a stack with several hosts. Empty if it uses the default provider. */
export const connectionOf = (domain: pulumi.Resource): { readonly connection?: pulumi.Output<string> } => {
    const provider = domain.getProvider(DOMAIN_TYPE);
    const connection = provider && outputOf(provider, "uri");
    return connection === undefined ? {} : { connection };
};
