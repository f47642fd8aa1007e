/**
 * Runs the program of an example for provider 0.9, `example.ts` beside this one, on a host without networks and with a
 * pool and an image of the test.
 */
import * as pulumi from "@pulumi/pulumi";

const { IMAGE, POOL } = process.env;
let machine: pulumi.Resource | undefined;

pulumi.runtime.registerStackTransformation(({ type, props, opts, resource }) => {
    if (type === "libvirt:index/volume:Volume") {
        return { props: { ...props, pool: POOL, create: { content: { url: IMAGE } } }, opts };
    }
    if (type === "pulumi-nodejs:dynamic/config-drive:ConfigDrive") return { props: { ...props, pool: POOL }, opts };
    if (type !== "libvirt:index/domain:Domain") return undefined;
    machine = resource;
    const devices = pulumi.output(props.devices).apply((given) => ({ ...given, interfaces: undefined }));
    // Without an operating system nothing answers a shutdown request.
    const update = { shutdown: { timeout: 1 } };
    return { props: { ...props, type: process.env.CONFIG_DRIVE_DOMAIN_TYPE, devices, update }, opts };
});

require("./example");

export const domain: pulumi.Output<string> = machine && Reflect.get(machine, "name");
