import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";

const STACK = "pulumi:pulumi:Stack";

const textAt = (resource: pulumi.Resource, key: string): string | undefined => {
    const value: unknown = Reflect.get(resource, key);
    return typeof value === "string" && value !== "" ? value : undefined;
};

const parentOf = (resource: pulumi.Resource): pulumi.Resource | undefined => {
    const parent: unknown = Reflect.get(resource, "__parentResource");
    return pulumi.Resource.isInstance(parent) ? parent : undefined;
};

/**
 * The types of a resource's parents below the stack, the outermost first, as they stand in its URN. A URN is an output,
 * and the volume's name must not wait for one: Pulumi keeps these beside it. A parent that has none of them, as a
 * component of another process, leaves out what it doesn't tell.
 */
const parentTypes = (parent: pulumi.Resource | undefined): readonly string[] => {
    if (parent === undefined) return [];
    const type = textAt(parent, "__pulumiType");
    if (type === STACK) return [];
    const above = parentTypes(parentOf(parent));
    return type === undefined ? above : [...above, type];
};

/**
 * Start of the volume's name of a new drive: the resource's name and six hex digits made of all that tells its URN from
 * others, so that no two drives ever share a volume, be they of two projects, stacks or components.
 */
export const defaultPrefix = (name: string, parent: pulumi.Resource | undefined): string => {
    const place = [pulumi.getProject(), pulumi.getStack(), name, ...parentTypes(parent)];
    return `${name}-${createHash("sha256").update(JSON.stringify(place)).digest("hex").slice(0, 6)}`;
};
