import * as pulumi from "@pulumi/pulumi";
import type { ImageFiles, ImagePaths, ImageRequest } from "../provider/image-file/make.ts";
import type { FileFormat, Subformat } from "../provider/image-file/options.ts";
import type { ImageFormat } from "../provider/model/inputs.ts";
import { showProblem } from "../provider/model/problem.ts";
import { requireBounded } from "./amount.ts";
import type { ContentArgs } from "./args/content.ts";
import { markSecrets } from "./secret-args.ts";

/** An image as a program declares it: its content, and the label by which guests find it. */
export interface ConfigDriveImageArgs extends ContentArgs {
    /**
     * Instance id. When it changes, guests repeat their first-boot setup, including new ssh host keys.
     *
     * @default a UUID derived from project, stack, `hostname` and `name`; required if neither of these two is set
     * @example "83679162-1378-4288-a2d4-70e13ec132aa"
     */
    readonly uuid?: pulumi.Input<string> | undefined;
    /**
     * Entropy for the guest, in base64. A secret. With at least 16 bytes it also prevents the drive's digests from
     * revealing anything about the other secrets on it, so that `path`, `sha256` and the sizes aren't secrets.
     *
     * @default none: unlike a resource, a function has no state to keep it in
     * @example new random.RandomBytes("seed", { length: 64 }).base64
     */
    readonly randomSeed?: pulumi.Input<string | null> | undefined;
    /**
     * Label by which guests find the drive: `config-2` or `CONFIG-2`. With `metadataVersions: []`, any 1 to 16
     * printable ASCII characters, or at most 11 on a `vfat` file system.
     *
     * @default "config-2"
     */
    readonly label?: pulumi.Input<string> | undefined;
}

/** The kind of image, and where it goes. Plain values, not outputs. */
export interface ConfigDriveImageOptions {
    /**
     * Format of the file: only a file system, `iso9660` or `vfat`; or a disk with one on it, `vhd` (a fixed VHD) or
     * `vmdk`. A disk's size is rounded up to a whole MiB.
     *
     * @default "iso9660"
     */
    readonly format?: FileFormat | undefined;
    /**
     * Kind of VMDK, only for `format: "vmdk"`: `streamOptimized`, one compressed file, for imports and OVA; or
     * `monolithicFlat`, a descriptor at `path` and the disk itself at `extentPath`.
     *
     * @default "streamOptimized"
     */
    readonly subformat?: Subformat | undefined;
    /**
     * File system on the disk, only for the formats `vhd` and `vmdk`.
     *
     * @default "iso9660"
     */
    readonly fileSystem?: ImageFormat | undefined;
    /**
     * Size of a `vfat` file system in bytes; a multiple of 4096 from 2,129,920 to 2,147,471,360.
     *
     * @default 67108864, Nova's 64 MiB
     * @integer
     */
    readonly size?: number | undefined;
    /**
     * Folder for the files, absolute or relative to the folder that the program runs in. It is created if it doesn't
     * exist, with mode 0700 and a `.gitignore` that keeps all of it out of git.
     *
     * @default ".config-drive"
     */
    readonly directory?: string | undefined;
    /**
     * Whether to also write a page that shows the drive, without its secrets, to open in a browser. It has the image's
     * name with the extension `.html`, and only its owner can read it.
     *
     * @default false
     */
    readonly report?: boolean | undefined;
}

/** An image in a file, and its properties. */
export interface ConfigDriveImage {
    /**
     * Path of the file, which only its owner can read: `directory` as the program wrote it, a slash, and a name derived
     * from the content, e.g. `config-drive-2f1e….iso`. The extension is `.iso`, `.img`, `.vhd` or `.vmdk`.
     */
    readonly path: pulumi.Output<string>;
    /** Path of a `monolithicFlat`'s disk, whose descriptor is at `path`; empty for all other formats. */
    readonly extentPath: pulumi.Output<string>;
    /** Path of the page that shows the drive; empty unless the option `report` is set. */
    readonly report: pulumi.Output<string>;
    /** Hex SHA-256 of the file at `path`. */
    readonly sha256: pulumi.Output<string>;
    /** Size of the file at `path` in bytes. @integer */
    readonly size: pulumi.Output<number>;
    /** Size of the drive in bytes, as the guest sees it; for `iso9660` and `vfat` the same as `size`. @integer */
    readonly virtualSize: pulumi.Output<number>;
    /**
     * The file system, compressed by gzip and in base64: the form that OpenStack's bare-metal service accepts as a
     * config drive. The same in all formats. Computed when it is first read.
     */
    readonly base64gzip: pulumi.Output<string>;
}

/** An image whose files are written. Omits their bytes: Pulumi searches everything in an output for unknowns. */
interface StoredImage
    extends ImagePaths,
        Pick<ImageFiles, "sha256" | "size" | "virtualSize" | "isGuessable" | "base64gzip"> {}

// Both are loaded on demand: most programs declare no such image, and the builder loads all of the checks.
const loadBuilder = () => import("../provider/image-file/make.ts");
const loadFolder = () => import("../provider/files/folder.ts");

const draw = async (request: ImageRequest): Promise<ImageFiles> => {
    const { makeImageFiles } = await loadBuilder();
    const drawn = await makeImageFiles(request);
    for (const warning of drawn.warnings) await pulumi.log.warn(`image of a config drive: ${warning}`);
    if (drawn.kind === "image") return drawn;
    const lines = drawn.problems.map((problem) => `\n    ${showProblem(problem)}`).join("");
    throw new pulumi.RunError(`build the image of a config drive: its declaration is invalid.${lines}`);
};

const store = async ({ directory, written, pathsOf, ...drawn }: ImageFiles): Promise<StoredImage> => {
    const { isFailure, storeInFolder } = await loadFolder();
    const { sha256, size, virtualSize, isGuessable, base64gzip } = drawn;
    try {
        const paths = pathsOf(await storeInFolder(directory, written));
        return { ...paths, sha256, size, virtualSize, isGuessable, base64gzip };
    } catch (error) {
        throw isFailure(error) ? new pulumi.RunError(error.message) : error;
    }
};

/**
 * Builds the image of a config drive and writes it to a file, for hypervisors that this package can't attach drives to.
 * It contacts no host. Equal declarations give equal files, and so equal outputs, on every machine.
 *
 * One error lists all problems with the declaration. If an argument isn't known in a preview, the outputs aren't known
 * either and nothing is written.
 *
 * The file holds all of the drive's secrets in plain text. `base64gzip` is a secret if anything in `args` is. So are
 * the other outputs, unless the drive has a `randomSeed` of at least 16 bytes: without one, anyone who sees a digest
 * can find a short secret by trial and error.
 *
 * @param args The content of the drive, as for `ConfigDrive`. `uuid` is by default derived from project, stack,
 * `hostname` and `name`, and is required if neither of these two is set. Without `randomSeed` the drive has none.
 * @param options The kind of image, and where it goes.
 *
 * @example
 * const image = configDriveImage({ hostname: "web-1.example.org", userData: "#cloud-config\n" }, { format: "vmdk" });
 * export const path = image.path; // .config-drive/config-drive-2f1e….vmdk
 */
export const configDriveImage = (
    args: ConfigDriveImageArgs,
    options: ConfigDriveImageOptions = {},
): ConfigDriveImage => {
    requireBounded("build the image of a config drive", args);
    const inputs = pulumi.output(markSecrets(args));
    const isSecret = pulumi.isSecret(inputs);
    const owner = [pulumi.getProject(), pulumi.getStack()];
    const stored = pulumi.unsecret(inputs).apply(async (known) => {
        const request = { inputs: known, options: { ...options }, owner };
        return await store(await draw(request));
    });
    const sealed = <T>(
        what: (image: StoredImage) => T | Promise<T>,
        isRevealing: (image: StoredImage) => boolean,
    ): pulumi.Output<T> => {
        const gate = stored.apply(async (image) => isRevealing(image) && (await isSecret));
        return gate
            .apply((isClosed) => (isClosed ? pulumi.secret(true) : pulumi.output(true)))
            .apply(() => stored.apply<T>(async (image) => await what(image)));
    };
    const about = <T>(what: (image: StoredImage) => T): pulumi.Output<T> =>
        sealed(what, ({ isGuessable }) => isGuessable);
    let base64gzip: pulumi.Output<string> | undefined;
    return {
        path: about(({ path }) => path),
        extentPath: about(({ extentPath }) => extentPath),
        report: about(({ report }) => report),
        sha256: about(({ sha256 }) => sha256),
        size: about(({ size }) => size),
        virtualSize: about(({ virtualSize }) => virtualSize),
        get base64gzip() {
            base64gzip ??= sealed(
                (image) => image.base64gzip(),
                () => true,
            );
            return base64gzip;
        },
    };
};
