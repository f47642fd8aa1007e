import * as pulumi from "@pulumi/pulumi";
import type { PlannedFile } from "../provider/model/state.ts";
import type { ConfigDriveArgs } from "./args.ts";
import { defaultPrefix } from "./default-prefix.ts";
import { markSecrets } from "./secret-args.ts";
import { shortenTraces } from "./stack-traces.ts";

/**
 * What a stack's state keeps as the provider's program: hollow, the same for every drive and every release, with
 * nothing captured. `dynamic.Resource` would make such a text from functions, of four times the size, differing with
 * the compiler and its settings, and would load TypeScript to do so; the engine only ever asks for this shape.
 */
const PROVIDER = 'exports.handler = () => require("pulumi-config-drive/provider");\n';

/** Outputs that the provider sets; a resource resolves only those it names when it is registered. */
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
};

/** An empty variable counts as none, as it does for libvirt's own programs. */
const defaultConnection = (): string =>
    new pulumi.Config("libvirt").get("uri") ?? (process.env["LIBVIRT_DEFAULT_URI"] || "qemu:///system");

/** An output may turn out to be nothing. */
const connectionOf = (given: ConfigDriveArgs["connection"]): pulumi.Input<string> => {
    if (typeof given === "string") return given;
    if (given === undefined || given === null) return defaultConnection();
    return pulumi.output<string | undefined>(given).apply((uri) => uri ?? defaultConnection());
};

/** An output may turn out to be nothing, which is given as a text: `null` says that there shall be no seed. */
const seedOf = (given: ConfigDriveArgs["randomSeed"]): pulumi.Output<string | null> =>
    pulumi.output<string | null | undefined>(given).apply((seed) => (seed === undefined ? "" : seed));

/**
 * An OpenStack config drive for a libvirt guest: an image built from the declared metadata, stored as a volume in a
 * pool and attached to a domain. A change of content swaps the medium; the guest keeps running.
 *
 * @example
 * const vm = new libvirt.Domain("web", { running: false, memory: 1024 }, { ignoreChanges: ["running"] });
 * new ConfigDrive("web", {
 *     domain: vm.id,
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
    /** Hex SHA-256 of the image; keyed with the random seed for a drive without metadata that holds secrets. Known in previews. */
    declare public readonly imageDigest: pulumi.Output<string>;
    /** Size of the image in bytes. Known in previews. */
    declare public readonly imageSize: pulumi.Output<number>;
    /** Name of the volume that holds the image. Known in previews. */
    declare public readonly volume: pulumi.Output<string>;
    /**
     * Size and SHA-256 of the files on the drive that hold no secret, by path; of the metadata versions only `latest`,
     * and none that is the same on every drive, as vendor data is that holds nothing. Known in previews.
     */
    declare public readonly contents: pulumi.Output<Record<string, PlannedFile>>;
    /** The instance id that the guest sees (`uuid` on the drive). Known in previews. */
    declare public readonly instanceId: pulumi.Output<string>;
    /** `attached` or `stored`; after a refresh that found drift, what is wrong with the drive. Known in previews. */
    declare public readonly drive: pulumi.Output<string>;
    /** libvirt's key of the volume. */
    declare public readonly volumeKey: pulumi.Output<string>;
    /** Path of the volume on the host. */
    declare public readonly volumePath: pulumi.Output<string>;
    /** What `cloudinit` of `libvirt.Domain` takes, in the place of a `CloudInitDisk`'s id. */
    declare public readonly cloudinitId: pulumi.Output<string>;
    /** The `<disk>` element as the domain has it; without a domain, one that a domain's XML can take over. */
    declare public readonly diskXml: pulumi.Output<string>;
    /** Bus of the drive in the domain; empty without one. */
    declare public readonly attachedBus: pulumi.Output<string>;
    /** Target of the drive in the domain, as in `sda`; empty without one. */
    declare public readonly attachedTarget: pulumi.Output<string>;

    /**
     * Declares a config drive.
     *
     * @param name The resource's name in the stack; also the start of the volume's name unless `volumePrefix` says otherwise.
     * @param args What is on the drive and where it goes.
     * @param opts Pulumi's options. Nothing here needs `replaceOnChanges`; `deleteBeforeReplace` is always true.
     */
    public constructor(name: string, args: ConfigDriveArgs = {}, opts?: pulumi.CustomResourceOptions) {
        const { randomSeed } = args;
        const inputs = {
            ...markSecrets(args),
            connection: connectionOf(args.connection),
            // The one that the drive has goes before: under another name it is still the same drive.
            defaultVolumePrefix: defaultPrefix(name, opts?.parent),
            ...(randomSeed !== undefined && { randomSeed: pulumi.secret(seedOf(randomSeed)) }),
            ...OUTPUTS,
            __provider: PROVIDER,
        };
        const options = pulumi.mergeOptions(opts, {
            // A new drive takes the place of the old one, whose delete would then take the new one away. The provider's
            // diff says so too, but the engine doesn't ask it when the user forces a replacement.
            deleteBeforeReplace: true,
        });
        const restoreTraces = shortenTraces();
        try {
            super("pulumi-nodejs:dynamic/config-drive:ConfigDrive", name, inputs, options);
        } catch (error) {
            restoreTraces();
            if (error instanceof Error) Error.captureStackTrace(error, ConfigDrive);
            throw error;
        } finally {
            restoreTraces();
        }
    }
}
