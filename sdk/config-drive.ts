import * as pulumi from "@pulumi/pulumi";
import type { SeenGuest } from "../provider/model/guest.ts";
import type { PlannedFile } from "../provider/model/state.ts";
import { requireBounded } from "./amount.ts";
import type { ContentArgs } from "./args/content.ts";
import type { ImageArgs } from "./args/image.ts";
import type { PlacementArgs } from "./args/placement.ts";
import { withStackDefaults } from "./configuration/stack-defaults.ts";
import { defaultPrefix } from "./default-prefix.ts";
import { recordDrive } from "./domain-drives.ts";
import { DRIVE_TYPE, PLUGIN_TYPE } from "./resource-types.ts";
import { markSecrets } from "./secret-args.ts";
import { shortenTraces } from "./stack-traces.ts";
import { requireComparable } from "./triggers.ts";

/** A config drive as a program declares it. Every value can be an output. */
export interface ConfigDriveArgs extends ContentArgs, ImageArgs, PlacementArgs {}

/**
 * The provider's program in a stack's state: a stub that is the same for every drive and every release and captures
 * nothing. `dynamic.Resource` would serialize one from functions: four times the size, different with each compiler and
 * its settings, and it would load TypeScript to do so. The engine only requires this shape.
 */
const PROVIDER = 'exports.handler = () => require("pulumi-config-drive/provider");\n';

/** Outputs that the provider sets. A resource only resolves those that it names on registration. */
const OUTPUTS = {
    imageDigest: undefined,
    imageSize: undefined,
    volume: undefined,
    contents: undefined,
    instanceId: undefined,
    drive: undefined,
    volumeKey: undefined,
    volumePath: undefined,
    cloudinitId: undefined,
    diskXml: undefined,
    attachedBus: undefined,
    attachedTarget: undefined,
    guest: undefined,
};

/** An empty variable counts as unset, as for libvirt's own programs. */
const defaultConnection = (): string =>
    new pulumi.Config("libvirt").get("uri") ?? (process.env["LIBVIRT_DEFAULT_URI"] || "qemu:///system");

/** An output can resolve to undefined. */
const connectionOf = (given: ConfigDriveArgs["connection"]): pulumi.Input<string> => {
    if (typeof given === "string") return given;
    if (given === undefined || given === null) return defaultConnection();
    return pulumi.output<string | undefined>(given).apply((uri) => uri ?? defaultConnection());
};

/** An output can resolve to undefined, which becomes an empty text, since `null` means no seed. */
const seedOf = (given: ConfigDriveArgs["randomSeed"]): pulumi.Output<string | null> =>
    pulumi.output<string | null | undefined>(given).apply((seed) => (seed === undefined ? "" : seed));

/**
 * An OpenStack config drive for a libvirt guest: an image built from the declared metadata, stored as a volume in a
 * pool and attached to a domain. New content swaps the medium; the guest keeps running.
 *
 * @example
 * const vm = new libvirt.Domain("web", { running: true, create: { paused: true }, … });
 * new ConfigDrive("web", {
 *     domain: vm.uuid,
 *     hostname: "web-1.example.org",
 *     publicKeys: { ops: "ssh-ed25519 AAAA…" },
 *     userData: "#cloud-config\npackages: [nginx]\n",
 *     startDomain: true,
 * });
 *
 * @example
 * const seed = new ConfigDrive("db", { hostname: "db-1" });
 * new libvirt.Domain("db", { cloudinit: seed.cloudinitId });
 */
export class ConfigDrive extends pulumi.CustomResource {
    /**
     * Hex SHA-256 of the image, in which the hash of a file asset stands for its bytes; keyed with the random seed if
     * the drive holds secrets but no metadata. Known in previews.
     */
    declare public readonly imageDigest: pulumi.Output<string>;
    /** Size of the image in bytes. Known in previews. @integer */
    declare public readonly imageSize: pulumi.Output<number>;
    /** Name of the volume that holds the image. Known in previews. */
    declare public readonly volume: pulumi.Output<string>;
    /**
     * The files on the drive, by path: `size` and `sha256` of those without secrets, and `hmacSha256` of those with
     * secrets, keyed with the random seed, which shows that a file changed and nothing about its content. Without a
     * seed of at least 16 bytes, files with secrets aren't listed. Lists only `latest` of the metadata versions, and
     * omits files that are the same on every drive, e.g. empty vendor data. Known in previews.
     */
    declare public readonly contents: pulumi.Output<Record<string, PlannedFile>>;
    /** Instance id that the guest sees (`uuid` on the drive). Known in previews. */
    declare public readonly instanceId: pulumi.Output<string>;
    /**
     * `attached`, `ejected` or `stored`, with `at the next start` while a running machine is still as before; after a
     * refresh that found drift, the problem with the drive. Known in previews. With `ejectAfterBoot` it becomes `ejected
     * after the first boot`, without `keepImage` followed by `, image deleted`.
     */
    declare public readonly drive: pulumi.Output<string>;
    /** libvirt's key of the volume. */
    declare public readonly volumeKey: pulumi.Output<string>;
    /** Path of the volume on the host. */
    declare public readonly volumePath: pulumi.Output<string>;
    /** Value for `cloudinit` of `libvirt.Domain`, in place of a `CloudInitDisk`'s id. */
    declare public readonly cloudinitId: pulumi.Output<string>;
    /** The `<disk>` element in the domain; without a domain, one for use in a domain's XML. */
    declare public readonly diskXml: pulumi.Output<string>;
    /** Bus of the drive in the domain; empty without one. */
    declare public readonly attachedBus: pulumi.Output<string>;
    /** Target of the drive in the domain, e.g. `sda`; empty without one. */
    declare public readonly attachedTarget: pulumi.Output<string>;
    /**
     * What was seen of the guest's first boot, with `waitForGuest` or `ejectAfterBoot`: its `status`, by which means, the
     * tool that reported it and the UUID of the machine. Undefined if nothing was seen.
     */
    declare public readonly guest: pulumi.Output<SeenGuest | undefined>;

    /**
     * Declares a config drive.
     *
     * @param name The resource's name in the stack; also the start of the volume's name unless `volumePrefix` is set.
     * @param args The content of the drive, and where it goes.
     * @param opts Pulumi's options. No argument needs `replaceOnChanges`; `deleteBeforeReplace` is always true.
     */
    public constructor(name: string, args: ConfigDriveArgs = {}, opts?: pulumi.CustomResourceOptions) {
        const completed = withStackDefaults(args);
        const { connection, domain, randomSeed } = completed;
        recordDrive(name, domain);
        requireComparable(name, completed.triggers);
        requireBounded(`declare the config drive ${JSON.stringify(name)}`, completed);
        const inputs = {
            ...markSecrets(completed),
            connection: connectionOf(connection),
            // The drive's existing prefix overrides it: under another name it is still the same drive. Pulumi doesn't
            // show keys that start with two underscores.
            __defaultVolumePrefix: defaultPrefix(name, opts?.parent),
            ...(randomSeed !== undefined && { randomSeed: pulumi.secret(seedOf(randomSeed)) }),
            ...OUTPUTS,
            __provider: PROVIDER,
        };
        const options = pulumi.mergeOptions(opts, {
            // A new drive takes the old one's place, so deleting the old one afterwards would remove the new one. The
            // provider's diff says so too, but the engine doesn't ask it if the user forces a replacement.
            deleteBeforeReplace: true,
            // A drive that a program had from the plugin is the same drive, as the plugin's schema says of this type.
            aliases: [{ type: PLUGIN_TYPE }],
        });
        const restoreTraces = shortenTraces();
        try {
            super(DRIVE_TYPE, name, inputs, options);
        } catch (error) {
            restoreTraces();
            if (error instanceof Error) Error.captureStackTrace(error, ConfigDrive);
            throw error;
        } finally {
            restoreTraces();
        }
    }
}
