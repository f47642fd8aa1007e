/**
 * Runs the program of an example, `example.ts` beside this one, on a host without networks: its domains have no NIC, and
 * its network has no address.
 */
import * as pulumi from "@pulumi/pulumi";

/** Domains whose replacement deletes the old one first. */
export const deletedFirst: string[] = [];

pulumi.runtime.registerStackTransformation(({ type, name, props, opts }) => {
    if (type === "libvirt:index/network:Network") return { props: { mode: "none" }, opts };
    if (type !== "libvirt:index/domain:Domain") return undefined;
    if ((opts as pulumi.CustomResourceOptions).deleteBeforeReplace) deletedFirst.push(name);
    // The default, SPICE, opens a port, which a domain of another worker's libvirtd can have taken.
    return { props: { ...props, networkInterfaces: [], graphics: { type: "vnc" } }, opts };
});

export const { domain }: { readonly domain: pulumi.Output<string> } = require("./example");
