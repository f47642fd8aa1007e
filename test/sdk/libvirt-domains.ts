import * as pulumi from "@pulumi/pulumi";

const TYPE = "libvirt:index/domain:Domain";

const withKeys = (keys: readonly string[], args: pulumi.Inputs): pulumi.Inputs =>
    Object.fromEntries(keys.map((key) => [key, args[key]]));

/** A domain as the SDK of the provider's version 0.5 declares one: with a key for each argument. */
export class Domain05 extends pulumi.CustomResource {
    public constructor(name: string, args: pulumi.Inputs = {}, opts?: pulumi.CustomResourceOptions) {
        const keys = ["cloudinit", "disks", "machine", "memory", "name", "running", "xml"];
        super(TYPE, name, withKeys(keys, args), opts);
    }
}

/** A domain as the SDK of version 0.9 declares one. */
export class Domain09 extends pulumi.CustomResource {
    declare public readonly uuid: pulumi.Output<string>;

    public constructor(name: string, args: pulumi.Inputs = {}, opts?: pulumi.CustomResourceOptions) {
        const keys = ["create", "devices", "memory", "name", "running", "title", "type"];
        super(TYPE, name, { ...withKeys(keys, args), uuid: undefined }, opts);
    }
}

/** A volume as the SDK of version 0.9 declares one. */
export class Volume09 extends pulumi.CustomResource {
    declare public readonly name: pulumi.Output<string>;
    declare public readonly pool: pulumi.Output<string>;

    public constructor(name: string, args: pulumi.Inputs, opts?: pulumi.CustomResourceOptions) {
        super("libvirt:index/volume:Volume", name, { name, ...args }, opts);
    }
}

/** The provider that a program makes for another host. */
export class Provider extends pulumi.ProviderResource {
    declare public readonly uri: pulumi.Output<string>;

    public constructor(name: string, uri: string) {
        super("libvirt", name, { uri });
    }
}

/** A component with a domain in it. */
export class Machine extends pulumi.ComponentResource {
    public constructor(kind: string, declare: (parent: Machine) => unknown) {
        super(`acme:index:${kind}`, kind);
        declare(this);
    }
}
