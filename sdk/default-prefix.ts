import * as pulumi from "@pulumi/pulumi";
import { defaultVolumePrefix } from "../provider/model/volume-name.ts";
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

/** The default of `volumePrefix`. */
export const defaultPrefix = (name: string, parent: pulumi.Resource | undefined): string =>
    defaultVolumePrefix([pulumi.getProject(), pulumi.getStack(), name, ...parentTypes(parent)]);
