import type { Disk, VolumeName } from "./definition.ts";

/** How a disk of type `volume` names its medium; never a path. */
export const nameOfVolume = ({ pool, name }: VolumeName): string => JSON.stringify([pool, name]);

/** How a disk names its medium: by path, or by pool and volume; empty for no medium, or one of another kind. */
export const nameOfMedium = ({ source, volume }: Pick<Disk, "source" | "volume">): string =>
    volume === undefined ? source : nameOfVolume(volume);

/** Names of everything that a disk needs: its medium, and the images that the medium is based on. */
export const mediaUnder = (disk: Pick<Disk, "source" | "volume" | "backing">): readonly string[] => [
    nameOfMedium(disk),
    ...disk.backing,
];

/** A drive's medium, by each of its names. */
export interface NamedMedium {
    readonly path: string;
    readonly volume?: VolumeName | undefined;
}

/** The volume under a drive; a `<source>` names it by path. */
export interface Medium extends NamedMedium {
    /** libvirt's disk type: `file` in pools of files, `block` for logical volumes and other block devices. */
    readonly type: "file" | "block";
}

/** All names that a disk can use for a medium. */
export const namesOf = ({ path, volume }: NamedMedium): readonly string[] =>
    volume === undefined ? [path] : [path, nameOfVolume(volume)];

/** Whether a disk has a medium, under any of its names; without a medium, whether the disk is empty. */
export const holdsMedium = (disk: Pick<Disk, "source" | "volume">, medium: NamedMedium | undefined): boolean =>
    (medium === undefined ? [""] : namesOf(medium)).includes(nameOfMedium(disk));

/** A disk's medium, for people to read. */
export const showMedium = ({ source, volume }: Pick<Disk, "source" | "volume">): string =>
    volume === undefined ? source : `volume ${volume.name} of pool ${volume.pool}`;
