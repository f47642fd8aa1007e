import { isVolumePrefix } from "../../check/placement.ts";
import { cacheOf, startupPolicyOf } from "../../disk/device.ts";
import type { Definition, Disk } from "../../domain/definition.ts";
import { isOwnImage } from "../../image/seal.ts";
import { BUSES, type DriveBus, isDriveBus } from "../../model/buses.ts";
import type { DriveDevice, ImageFormat, RawInputs } from "../../model/inputs.ts";
import { isDriveAlias } from "../../model/mark.ts";
import { fixedVolumeName, prefixOf } from "../../model/volume-name.ts";
import { usualBus } from "../../place/machine.ts";
import { isRefusal } from "../../place/refusal.ts";
import { chooseSlot } from "../../place/slot.ts";
import type { FoundDrive } from "./find.ts";
import type { FoundImage } from "./image.ts";

/** Where a drive is, as inputs. */
export interface Observed {
    readonly inputs: RawInputs & { readonly volumePrefix: string };
    /** The drive's alias in its domain, if it is one of this package. */
    readonly alias: string | undefined;
}

const ENDING = /\.(iso|img)$/;

/** The prefix of a volume that is named like those of this package. A copy can have a name that no drive could have. */
const usablePrefixOf = (name: string): string | undefined => {
    const prefix = prefixOf(name);
    return prefix !== undefined && isVolumePrefix(prefix) ? prefix : undefined;
};

/** The prefix of a fixed volume of this package. */
const fixedPrefixOf = ({ volume: { name }, drive, bytes }: FoundImage): string | undefined => {
    const format: ImageFormat = drive.inputs["format"] === "vfat" ? "vfat" : "iso9660";
    const prefix = name.replace(ENDING, "");
    const isFixed = prefixOf(name) === undefined && fixedVolumeName(prefix, format) === name;
    return isOwnImage(bytes) && isFixed && isVolumePrefix(prefix) ? prefix : undefined;
};

/**
 * Whether the domain itself declares a disk with an image of this package, as a program does that creates the drive
 * first: then the drive has no domain.
 */
const isDeclaredByDomain = ({ alias }: Disk, image: FoundImage): boolean =>
    !isDriveAlias(alias) &&
    isOwnImage(image.bytes) &&
    (usablePrefixOf(image.volume.name) !== undefined || fixedPrefixOf(image) !== undefined);

/** Whether a drive that declares neither bus nor target would get this place. */
const isUsualPlace = (definition: Definition, disk: Disk, { device, bus }: Kind): boolean => {
    if (![true, false].some((isLive) => usualBus({ ...definition, isLive }, device) === bus)) return false;
    const others = { ...definition, disks: definition.disks.filter((other) => other !== disk) };
    const slot = chooseSlot([others], { device, bus, claimed: [] });
    return !isRefusal(slot) && slot.target === disk.target;
};

/** What this package supports of a disk. */
interface Kind {
    readonly device: DriveDevice;
    readonly bus: DriveBus;
}

const isDevice = (device: string): device is DriveDevice => device === "cdrom" || device === "disk";

/** The place: only what differs from the one that the drive would get without it. */
const placeOf = (disk: Disk, definition: Definition, defaults: RawInputs): RawInputs => {
    const { device, bus, target } = disk;
    if (!isDevice(device) || !isDriveBus(bus) || !BUSES[bus].devices.includes(device)) return { bus: "auto" };
    if (defaults["bus"] === bus) return { bus };
    return isUsualPlace(definition, disk, { device, bus }) ? { bus: "auto" } : { bus, target };
};

const ofDisk = (disk: Disk, definition: Definition, defaults: RawInputs): RawInputs => ({
    device: disk.device,
    ...placeOf(disk, definition, defaults),
    startupPolicy: startupPolicyOf(disk.element),
    cache: cacheOf(disk.element),
});

/**
 * Where a drive is.
 *
 * @param prefix The prefix of a drive whose volume isn't named by this package.
 * @param defaults Values for inputs that the program doesn't declare.
 */
export const observe = (
    connection: string,
    { attached }: FoundDrive,
    image: FoundImage,
    { volumePrefix, defaults }: { readonly volumePrefix: string; readonly defaults: RawInputs },
): Observed => {
    const { pool, name } = image.volume;
    const stored = { connection, pool, volumePrefix: usablePrefixOf(name) ?? volumePrefix, fixedVolume: false };
    if (attached !== undefined && !isDeclaredByDomain(attached.disk, image)) {
        const { disk, definition, domain } = attached;
        const inputs = { ...stored, domain, ...ofDisk(disk, definition, defaults), ejected: false };
        return { inputs, alias: isDriveAlias(disk.alias) ? disk.alias : undefined };
    }
    const fixed = fixedPrefixOf(image);
    const inputs = fixed === undefined ? stored : { ...stored, volumePrefix: fixed, fixedVolume: true };
    return { inputs, alias: undefined };
};
