import type { Disk, VolumeName } from "./definition.ts";

/** How a disk of type `volume` names its medium; never a path. */
export const nameOfVolume = ({ pool, name }: VolumeName): string => JSON.stringify([pool, name]);

/** How a disk names its medium: by its path, or by pool and volume; empty where it has none, or one of another kind. */
export const nameOfMedium = ({ source, volume }: Pick<Disk, "source" | "volume">): string =>
    volume === undefined ? source : nameOfVolume(volume);

/** Names of all that a disk needs: its medium, and what that is only the changes to. */
export const mediaUnder = (disk: Pick<Disk, "source" | "volume" | "backing">): readonly string[] => [
    nameOfMedium(disk),
    ...disk.backing,
];

/** What a drive is to hold, by each of its names. */
export interface NamedMedium {
    readonly path: string;
    readonly volume?: VolumeName | undefined;
}

/** The volume under a drive. A `<source>` names it by its path. */
export interface Medium extends NamedMedium {
    /** libvirt's disk type: `file` for directories of images, `block` for logical volumes and the like. */
    readonly type: "file" | "block";
}

/** All names that a disk may have for a medium. */
export const namesOf = ({ path, volume }: NamedMedium): readonly string[] =>
    volume === undefined ? [path] : [path, nameOfVolume(volume)];

/** Whether a disk holds a medium, whatever it calls it; or none, where it is to be empty. */
export const holdsMedium = (disk: Pick<Disk, "source" | "volume">, medium: NamedMedium | undefined): boolean =>
    (medium === undefined ? [""] : namesOf(medium)).includes(nameOfMedium(disk));

/** A disk's medium for people to read. */
export const showMedium = ({ source, volume }: Pick<Disk, "source" | "volume">): string =>
    volume === undefined ? source : `volume ${volume.name} of pool ${volume.pool}`;
