import * as pulumi from "@pulumi/pulumi";

/** The type of a drive in a stack's state. It never changes: existing states rely on it. */
export const DRIVE_TYPE = "pulumi-nodejs:dynamic/config-drive:ConfigDrive";

/** The type of a drive of the plugin. */
export const PLUGIN_TYPE = "config-drive:index:ConfigDrive";

/** The type of a domain: the same in the versions 0.5 and 0.9 of the libvirt provider. */
export const DOMAIN_TYPE = "libvirt:index/domain:Domain";

const textAt = (resource: pulumi.Resource, key: string): string | undefined => {
    const value: unknown = Reflect.get(resource, key);
    return typeof value === "string" && value !== "" ? value : undefined;
};

/** A resource's type. Undefined if Pulumi doesn't keep it, e.g. for a component of another process. */
export const typeOf = (resource: pulumi.Resource): string | undefined => textAt(resource, "__pulumiType");

/** A resource's name in the program, which is known before its URN is. */
export const nameOf = (resource: pulumi.Resource): string => textAt(resource, "__name") ?? "";

/** An output of a resource of another package; undefined if it has none of this name. */
export const outputOf = (resource: pulumi.Resource, key: string): pulumi.Output<string> | undefined => {
    const value: unknown = Reflect.get(resource, key);
    return pulumi.Output.isInstance<string>(value) ? value : undefined;
};

/** The resources whose parent is the given one, in the order of their declaration. */
export const childrenOf = (resource: pulumi.Resource): readonly pulumi.Resource[] => {
    const children: unknown = Reflect.get(resource, "__childResources");
    return children instanceof Set ? [...children].filter((child) => pulumi.Resource.isInstance(child)) : [];
};
