import * as pulumi from "@pulumi/pulumi";
import { ConfigDrive } from "../config-drive.ts";
import { outputOf } from "../resource-types.ts";
import type { Declared, Order, Undriven } from "./domain.ts";
import { connectionOf, onceDeclared } from "./once-declared.ts";

/**
 * Gives a domain of version 0.9 its drive. The provider starts a domain paused if it is asked to, and the drive resumes
 * it once it is attached. A domain that the program doesn't run is only given the drive.
 */
const giveDrive = ({ name, resource, props, opts, drive }: Undriven): Declared => {
    const { running, create } = props;
    const isRunning = pulumi.output(running).apply((value: unknown) => value === true);
    const made = onceDeclared(resource, () => {
        const domain = outputOf(resource, "uuid");
        return new ConfigDrive(
            name,
            { ...connectionOf(resource), ...drive, domain, startDomain: isRunning },
            { parent: resource },
        );
    });
    const isForced = made.then((each) => each !== undefined);
    const paused = pulumi
        .all([isForced, isRunning, create])
        .apply(([forced, runs, given]) => (forced && runs ? { ...given, paused: true } : given));
    return { props: { ...props, create: paused }, opts };
};

/** Version 0.9. */
export const DOMAIN_FIRST: Order = { force: giveDrive, skip: () => undefined };
