import * as pulumi from "@pulumi/pulumi";
import { isDriveAlias } from "../provider/model/mark.ts";
import { withStackDefaults } from "./configuration/stack-defaults.ts";
import type { ForcedDomain, ForcedDriveArgs, Order } from "./force/domain.ts";
import { DOMAIN_FIRST } from "./force/domain-first.ts";
import { DRIVE_FIRST } from "./force/drive-first.ts";
import { childrenOf, DOMAIN_TYPE, DRIVE_TYPE, nameOf, typeOf } from "./resource-types.ts";
import { knownIn } from "./resources-in.ts";

/** Which domains `forceConfigDrive` skips. */
export interface ForceConfigDriveOptions {
    /**
     * Names of the domains that get no drive: the first argument of `new libvirt.Domain`.
     *
     * @default none
     * @example ["router"]
     */
    readonly except?: readonly string[] | undefined;
}

const domainsBelow = (resource: pulumi.Resource): readonly string[] =>
    childrenOf(resource).flatMap((child) => (typeOf(child) === DOMAIN_TYPE ? [nameOf(child)] : domainsBelow(child)));

/** A transformation doesn't see what the program declared before it. */
const refuseEarlierDomains = (except: readonly string[]): void => {
    const stack = pulumi.runtime.getStackResource();
    const [missed] = (stack === undefined ? [] : domainsBelow(stack)).filter((name) => !except.includes(name));
    if (missed === undefined) return;
    const machine = JSON.stringify(missed);
    throw new pulumi.RunError(
        `force config drives: the program declares the domain ${machine} before it calls forceConfigDrive, so ${machine} would get no drive. Call forceConfigDrive first, or add ${machine} to its \`except\`.`,
    );
};

const isDrive = (known: unknown): boolean =>
    (typeof known === "string" && isDriveAlias(known)) ||
    (pulumi.Resource.isInstance(known) && typeOf(known) === DRIVE_TYPE);

/** Whether a domain's arguments contain a drive: as `cloudinit`, by an output of one, or by the alias of one's tray. */
const declaresDrive = (props: pulumi.Inputs): boolean =>
    props["cloudinit"] !== undefined || knownIn(props).some(isDrive);

/** What the domain's provider needs. Its SDK sets each argument's key, with or without a value. */
const orderFor = (name: string, props: pulumi.Inputs): Order => {
    if ("devices" in props) return DOMAIN_FIRST;
    if ("cloudinit" in props) return DRIVE_FIRST;
    throw new pulumi.RunError(
        `force config drives: the domain ${JSON.stringify(name)} has the arguments of a libvirt provider that isn't supported. Use its version 0.5 or 0.9.`,
    );
};

/** Whether the domain isn't this program's, which only reads it. */
const isRead = ({ id, urn }: pulumi.CustomResourceOptions): boolean => id !== undefined || urn !== undefined;

/** Whether the domain exists and only becomes this program's. Pulumi rejects an import with other arguments. */
const isImported = (opts: pulumi.CustomResourceOptions): boolean => opts.import !== undefined;

/**
 * Gives every libvirt domain of the stack a config drive at its first boot, those in components included: Nova's
 * `force_config_drive`. Call it before the program declares its first domain or component. It works with the versions
 * 0.5 and 0.9 of the libvirt provider.
 *
 * It skips a domain that already has a drive: one with `cloudinit`, one whose arguments use an output of a
 * `ConfigDrive`, and one that a `ConfigDrive` names in its `domain`. The program must declare such a drive right after
 * the domain, with no `await` in between.
 *
 * @param declare Returns the content of a domain's drive; undefined for a domain that gets none. It is called with the
 * name of the domain's resource, before the domain exists.
 * @param options Which domains it skips.
 * @throws RunError if the program has declared a domain already, or a configuration key has a wrong value.
 *
 * @example
 * forceConfigDrive((name) => ({ hostname: `${name}.example.org`, userData }), { except: ["router"] });
 *
 * @example
 * forceConfigDrive((name, { args }: ForcedDomain<libvirt.DomainArgs>) => ({ hostname: args.name ?? name }));
 */
export const forceConfigDrive = <Args extends object = Readonly<Record<string, unknown>>>(
    declare: (name: string, domain: ForcedDomain<Args>) => ForcedDriveArgs | undefined,
    { except = [] }: ForceConfigDriveOptions = {},
): void => {
    refuseEarlierDomains(except);
    // A wrong value in the configuration is one error here, and otherwise one for each domain.
    withStackDefaults({});
    pulumi.runtime.registerStackTransformation(({ resource, type, name, props, opts }) => {
        if (type !== DOMAIN_TYPE || isRead(opts) || declaresDrive(props)) return undefined;
        const { force, skip } = orderFor(name, props);
        const isSkipped = except.includes(name) || isImported(opts);
        const drive = isSkipped ? undefined : declare(name, { args: props as Args, parent: opts.parent });
        return drive === undefined ? skip({ props, opts }) : force({ name, resource, props, opts, drive });
    });
};
