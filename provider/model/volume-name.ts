import { createHash } from "node:crypto";
import type { ImageFormat } from "./inputs.ts";

/** Extensions of image files. `@pulumi/libvirt` treats a file ending in `.iso` as a cdrom. */
export const IMAGE_ENDINGS: Readonly<Record<ImageFormat, string>> = { iso9660: ".iso", vfat: ".img" };

/** The volume name of an image. It depends on the content, so that one medium can replace another. */
export const volumeName = (prefix: string, digest: string, format: ImageFormat): string =>
    `${prefix}-${digest.slice(0, 12)}${IMAGE_ENDINGS[format]}`;

/** The volume name of a drive whose `fixedVolume` is set. It contains no digest, so a domain's reference to it stays. */
export const fixedVolumeName = (prefix: string, format: ImageFormat): string => `${prefix}${IMAGE_ENDINGS[format]}`;

/** The name of the volume at a path: the last part, in pools of files and of block devices. */
export const volumeNameOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

/** The prefix in the name of a volume that a drive created; undefined for any other name. */
export const prefixOf = (path: string): string | undefined =>
    /^(.*)-[0-9a-f]{12}\.(?:iso|img)$/s.exec(volumeNameOf(path))?.[1];

/** Whether a path is that of a volume created by a drive with this prefix. */
export const isOwnVolume = (path: string, prefix: string): boolean => prefixOf(path) === prefix;

/**
 * Start of the volume's name of a new drive: the resource's name and six hex digits derived from everything that makes
 * its URN unique, so that drives of different projects, stacks or components never share a volume.
 *
 * @param place Project, stack and name of the resource, and the types of its parents below the stack, outermost first.
 */
export const defaultVolumePrefix = (place: readonly [string, string, string, ...string[]]): string =>
    `${place[2]}-${createHash("sha256").update(JSON.stringify(place)).digest("hex").slice(0, 6)}`;
