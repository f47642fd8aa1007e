import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { typeOf } from "./resource-types.ts";

const STACK = "pulumi:pulumi:Stack";

const parentOf = (resource: pulumi.Resource): pulumi.Resource | undefined => {
    const parent: unknown = Reflect.get(resource, "__parentResource");
    return pulumi.Resource.isInstance(parent) ? parent : undefined;
};

/**
 * The types of a resource's parents below the stack, outermost first, as in its URN. A URN is an output, and the
 * volume's name must not wait for one; Pulumi keeps the types beside it. A parent without one, e.g. a component of
 * another process, is skipped.
 */
const parentTypes = (parent: pulumi.Resource | undefined): readonly string[] => {
    if (parent === undefined) return [];
    const type = typeOf(parent);
    if (type === STACK) return [];
    const above = parentTypes(parentOf(parent));
    return type === undefined ? above : [...above, type];
};

/**
 * Start of the volume's name of a new drive: the resource's name and six hex digits derived from everything that makes
 * its URN unique, so that drives of different projects, stacks or components never share a volume.
 */
export const defaultPrefix = (name: string, parent: pulumi.Resource | undefined): string => {
    const place = [pulumi.getProject(), pulumi.getStack(), name, ...parentTypes(parent)];
    return `${name}-${createHash("sha256").update(JSON.stringify(place)).digest("hex").slice(0, 6)}`;
};
