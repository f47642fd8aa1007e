import * as pulumi from "@pulumi/pulumi";
import { DOMAIN_TYPE, nameOf, typeOf } from "./resource-types.ts";
import { resourcesIn } from "./resources-in.ts";

/** Which domains have a drive, and whether the program declared it itself or `forceConfigDrive` did. */
const drives = new WeakMap<pulumi.Resource, "declared" | "forced">();

/** Whether the domain has a drive already. */
export const hasDrive = (domain: pulumi.Resource): boolean => drives.has(domain);

/** Records that `forceConfigDrive` has given the domain a drive. */
export const markForced = (domain: pulumi.Resource): void => {
    drives.set(domain, "forced");
};

/**
 * Records that a drive goes into the domain that its argument `domain` is an output of. An output of several domains
 * doesn't say which of them it names.
 *
 * @throws RunError if `forceConfigDrive` has given this domain a drive: the host accepts only one.
 */
export const recordDrive = (name: string, argument: unknown): void => {
    const [domain, ...others] = resourcesIn(argument).filter((each) => typeOf(each) === DOMAIN_TYPE);
    if (domain === undefined || others.length > 0) return;
    if (drives.get(domain) === "forced") {
        const machine = JSON.stringify(nameOf(domain));
        throw new pulumi.RunError(
            `declare the config drive ${JSON.stringify(name)}: forceConfigDrive has already given the domain ${machine} a drive. Add ${machine} to its \`except\`, or declare this drive right after the domain, with no await in between.`,
        );
    }
    drives.set(domain, "declared");
};
