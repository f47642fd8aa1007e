import type * as pulumi from "@pulumi/pulumi";
import { aliasOf } from "../provider/model/mark.ts";
import { defaultPrefix } from "./default-prefix.ts";

/** What a drive's alias depends on, besides its name. */
export interface DriveAliasOptions {
    /** The drive's `volumePrefix`, if the program sets it. */
    readonly volumePrefix?: string | undefined;
    /** The drive's `parent`, if the program sets it. */
    readonly parent?: pulumi.Resource | undefined;
}

/**
 * The alias of a drive's device in the domain, before the drive exists. A domain that declares an empty cdrom with this
 * alias gives the drive its place: on `ide` and `sata` too, which don't support hot-plug. The drive only changes the
 * medium, and leaves the cdrom empty when it is deleted.
 *
 * Don't set `driver` on the cdrom: libvirt drops its type while the cdrom is empty, and provider 0.9 would redefine the
 * domain in each run. After a rename of the drive set `volumePrefix`, since the drive keeps its first one.
 *
 * @param name The drive's name in the program.
 *
 * @example
 * const disks = [{
 *     device: "cdrom",
 *     target: { dev: "sda", bus: "sata" },
 *     readOnly: true,
 *     serial: "cloudinit",
 *     alias: { name: driveAlias("web") },
 * }];
 * const vm = new libvirt.Domain("web", { devices: { disks }, running: true, create: { paused: true }, … });
 * new ConfigDrive("web", { domain: vm.uuid, startDomain: true });
 */
export const driveAlias = (name: string, { volumePrefix, parent }: DriveAliasOptions = {}): string =>
    aliasOf(volumePrefix ?? defaultPrefix(name, parent));
