import { attribute } from "../libvirt/xml.ts";
import { isDriveAlias } from "../model/mark.ts";
import type { Definition, Disk } from "./definition.ts";
import { nameOfMedium } from "./medium.ts";

/** What identifies a disk as ours: our alias, or one of the volumes that we recorded. */
export interface Mark {
    readonly alias: string;
    /**
     * Names of our media, from `nameOfMedium`: a domain redefined by another tool keeps these but may lose the alias.
     */
    readonly media: readonly string[];
    /** Where a drive without our alias is known to be: nothing else identifies it once it is empty. */
    readonly target?: string | undefined;
}

/** Whether a disk is a cdrom without a medium. */
export const isEmptyCdrom = (disk: Disk): boolean =>
    disk.device === "cdrom" && nameOfMedium(disk) === "" && attribute(disk.element, "type") !== "network";

/** Finds our drive in a definition by alias, by medium, or as an empty cdrom at the mark's target. */
export const findOwnDisk = (definition: Definition, mark: Mark): Disk | undefined =>
    definition.disks.find(({ alias }) => alias === mark.alias) ??
    definition.disks.find((disk) => mark.media.includes(nameOfMedium(disk)) && !isDriveAlias(disk.alias)) ??
    definition.disks.find((disk) => isEmptyCdrom(disk) && disk.target === mark.target && !isDriveAlias(disk.alias));
