import * as pulumi from "@pulumi/pulumi";
import type { DrawnImage, ImageRequest } from "../provider/drive-image/draw.ts";
import type { ContentArgs } from "./args.ts";
import { markSecrets } from "./secret-args.ts";

/** What a program declares of an image: its content, and the label by which guests find it. */
export interface ConfigDriveImageArgs extends ContentArgs {
    /**
     * Instance id. Guests run their first-boot setup again when it changes, new ssh host keys included.
     *
     * @default a UUID made of project, stack, `hostname` and `name`; without both of these there is no default
     * @example "83679162-1378-4288-a2d4-70e13ec132aa"
     */
    readonly uuid?: pulumi.Input<string> | undefined;
    /**
     * Entropy for the guest, in base64. A secret. From 16 bytes on it also keeps digests of the drive from telling
     * anything about the other secrets on it: then `path`, `sha256` and the sizes need not be secrets.
     *
     * @default none: unlike a resource, a function has no state to keep one in
     * @example new random.RandomBytes("seed", { length: 64 }).base64
     */
    readonly randomSeed?: pulumi.Input<string | null> | undefined;
    /**
     * Label by which guests find the drive: `config-2` or `CONFIG-2`. With `metadataVersions: []` any 1 to 16 printable
     * ASCII characters, on a `vfat` file system at most 11.
     *
     * @default "config-2"
     */
    readonly label?: pulumi.Input<string> | undefined;
}

/** What kind of image is made, and where it goes. Plain values: no outputs. */
export interface ConfigDriveImageOptions {
    /**
     * Format of the file: a file system alone, `iso9660` or `vfat`; or a disk with one on it, `vhd`, a fixed VHD, or
     * `vmdk`. The size of a disk is rounded up to a whole MiB.
     *
     * @default "iso9660"
     */
    readonly format?: "iso9660" | "vfat" | "vhd" | "vmdk" | undefined;
    /**
     * Kind of VMDK, for `format: "vmdk"` only: `streamOptimized`, one compressed file, for imports and OVA; or
     * `monolithicFlat`, a descriptor at `path` and the disk itself at `extentPath`.
     *
     * @default "streamOptimized"
     */
    readonly subformat?: "streamOptimized" | "monolithicFlat" | undefined;
    /**
     * File system on the disk, for the formats `vhd` and `vmdk` only.
     *
     * @default "iso9660"
     */
    readonly fileSystem?: "iso9660" | "vfat" | undefined;
    /**
     * Bytes of a `vfat` file system; a multiple of 4096 from 2,129,920 to 2,147,471,360.
     *
     * @default 67108864, which are Nova's 64 MiB
     */
    readonly size?: number | undefined;
    /**
     * Folder for the files, absolute or from the folder that the program runs in. It is made when it isn't there, with
     * mode 0700 and a `.gitignore` that keeps all of it out of git.
     *
     * @default ".config-drive"
     */
    readonly directory?: string | undefined;
}

/** An image in a file, and what there is to say of it. */
export interface ConfigDriveImage {
    /**
     * Path of the file, which only its owner can read: `directory` as it was given, a slash, and a name made of the
     * content, such as `config-drive-2f1e….iso`. The ending is `.iso`, `.img`, `.vhd` or `.vmdk`.
     */
    readonly path: pulumi.Output<string>;
    /** Path of the disk that belongs to the descriptor at `path` of a `monolithicFlat`; empty for all others. */
    readonly extentPath: pulumi.Output<string>;
    /** Hex SHA-256 of the file at `path`. */
    readonly sha256: pulumi.Output<string>;
    /** Bytes of the file at `path`. */
    readonly size: pulumi.Output<number>;
    /** Bytes of the drive as the guest sees it; of `iso9660` and `vfat` the same as `size`. */
    readonly virtualSize: pulumi.Output<number>;
    /**
     * The file system, compressed by gzip and in base64: what OpenStack's bare-metal service takes for a config drive.
     * The same in all formats. Made when it is first read.
     */
    readonly base64gzip: pulumi.Output<string>;
}

/** An image whose files are there. Their bytes aren't in it: Pulumi looks for unknowns in all that an output holds. */
interface StoredImage extends Pick<DrawnImage, "sha256" | "size" | "virtualSize" | "isGuessable" | "base64gzip"> {
    readonly path: string;
    readonly extentPath: string;
}

// Both loaded by need: most programs declare no such image, and the builder brings the whole of the checks with it.
const loadBuilder = () => import("../provider/drive-image/draw.ts");
const loadFolder = () => import("../provider/files/folder.ts");

const draw = async (request: ImageRequest): Promise<DrawnImage> => {
    const { drawImage } = await loadBuilder();
    const drawn = await drawImage(request);
    for (const warning of drawn.warnings) await pulumi.log.warn(`image of a config drive: ${warning}`);
    if (drawn.kind === "image") return drawn;
    const lines = drawn.problems.map((problem) => `\n    ${problem}`).join("");
    throw new pulumi.RunError(`build the image of a config drive: its declaration can't be used.${lines}`);
};

const store = async ({ directory, files, ...drawn }: DrawnImage): Promise<StoredImage> => {
    const { isFailure, storeInFolder } = await loadFolder();
    try {
        const [path = "", extentPath = ""] = await storeInFolder(directory, files);
        return { ...drawn, path, extentPath };
    } catch (error) {
        throw isFailure(error) ? new pulumi.RunError(error.message) : error;
    }
};

/**
 * Builds the image of a config drive and writes it to a file, for hypervisors that this package doesn't attach drives
 * to. It asks no host for anything. Equal declarations give equal files, and so equal outputs, on every machine.
 *
 * What is wrong with the declaration comes as one error that lists all of it. While an argument isn't known, in
 * previews, neither are the outputs, and nothing is written.
 *
 * The file holds all secrets of the drive as plain text. `base64gzip` is a secret when anything in `args` is. So are
 * the other outputs, unless the drive has a `randomSeed` of at least 16 bytes: without one, whoever sees a digest can
 * find out by trying what a short secret is.
 *
 * @param args What is on the drive, as for `ConfigDrive`. `uuid` is by default made of project, stack, `hostname` and
 * `name`, and must be there without both. Without `randomSeed` the drive has none.
 * @param options What kind of image it is and where it goes.
 *
 * @example
 * const image = configDriveImage({ hostname: "web-1.example.org", userData: "#cloud-config\n" }, { format: "vmdk" });
 * export const path = image.path; // .config-drive/config-drive-2f1e….vmdk
 */
export const configDriveImage = (
    args: ConfigDriveImageArgs,
    options: ConfigDriveImageOptions = {},
): ConfigDriveImage => {
    const inputs = pulumi.output(markSecrets(args));
    const isSecret = pulumi.isSecret(inputs);
    const owner = [pulumi.getProject(), pulumi.getStack()];
    const stored = pulumi.unsecret(inputs).apply(async (known) => {
        const request = { inputs: known, options: { ...options }, owner };
        return await store(await draw(request));
    });
    const tell = <T>(what: (image: StoredImage) => T, isTelling: (image: StoredImage) => boolean): pulumi.Output<T> => {
        const gate = stored.apply(async (image) => isTelling(image) && (await isSecret));
        return gate
            .apply((isClosed) => (isClosed ? pulumi.secret(true) : pulumi.output(true)))
            .apply(() => stored.apply<T>(what));
    };
    const about = <T>(what: (image: StoredImage) => T): pulumi.Output<T> =>
        tell(what, ({ isGuessable }) => isGuessable);
    let base64gzip: pulumi.Output<string> | undefined;
    return {
        path: about(({ path }) => path),
        extentPath: about(({ extentPath }) => extentPath),
        sha256: about(({ sha256 }) => sha256),
        size: about(({ size }) => size),
        virtualSize: about(({ virtualSize }) => virtualSize),
        get base64gzip() {
            base64gzip ??= tell(
                (image) => image.base64gzip(),
                () => true,
            );
            return base64gzip;
        },
    };
};
