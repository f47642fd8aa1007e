import type * as pulumi from "@pulumi/pulumi";
import type { ConfigDriveArgs } from "../config-drive.ts";

/** The arguments of a forced drive. The others follow from the domain. */
export type ForcedDriveArgs = Omit<ConfigDriveArgs, "domain" | "startDomain" | "adopt" | "fixedVolume">;

/**
 * A domain that is about to get a drive. Its outputs aren't available: with version 0.5 of the libvirt provider the
 * drive exists before the domain.
 */
export interface ForcedDomain<Args extends object = Readonly<Record<string, unknown>>> {
    /** The domain's arguments, as the program declares them; any value in them can be an output. */
    readonly args: Args;
    /** The component that the domain is in; undefined for a domain directly in the stack. */
    readonly parent: pulumi.Resource | undefined;
}

/** Arguments and options of a domain, as a transformation takes and returns them. */
export interface Declared {
    readonly props: pulumi.Inputs;
    readonly opts: pulumi.CustomResourceOptions;
}

/** A domain whose constructor is running, and the drive for it. */
export interface Undriven extends Declared {
    readonly name: string;
    readonly resource: pulumi.Resource;
    readonly drive: ForcedDriveArgs;
}

/** How the domains of one version of the libvirt provider get their drives. */
export interface Order {
    /** Gives a domain its drive. */
    readonly force: (domain: Undriven) => Declared;
    /** What happens to a domain that gets none, but may have had one. */
    readonly skip: (domain: Declared) => Declared | undefined;
}
