import type { Definition, Disk } from "../domain/definition.ts";
import { nameOfMedium, showMedium } from "../domain/medium.ts";
import type { Part } from "../domain/read.ts";
import { LABEL_AREA, readLabel } from "../image/read.ts";
import type { HostHandle } from "../volume/pool.ts";
import { downloadBeginning } from "../volume/store.ts";

/** Whether guests take an image with this label for a config drive; they look for it in either case. */
export const isConfigDrive = (label: string): boolean => label.toLowerCase() === "config-2";

/** The label of cloud-init's own seeds, in either case too. */
const isNoCloudSeed = (label: string): boolean => label.toLowerCase() === "cidata";

/** Disks that may be seeds: what a guest could write to is none. */
const mayBeSeed = (disk: Disk): boolean => (disk.device === "cdrom" || disk.isReadOnly) && nameOfMedium(disk) !== "";

interface OtherDrive {
    readonly disk: Disk;
    readonly label: string;
}

/** The disks of one definition that aren't to be looked at. */
type OwnDisks = (definition: Definition) => readonly Disk[];

const othersIn = async (host: HostHandle, parts: readonly Part[], ownIn: OwnDisks): Promise<readonly OtherDrive[]> => {
    const disks = parts.flatMap(({ definition }) => {
        const own = ownIn(definition);
        return definition.disks.filter((disk) => !own.includes(disk) && mayBeSeed(disk));
    });
    const byMedium = new Map(disks.map((disk) => [nameOfMedium(disk), disk]));
    return await Promise.all(
        [...byMedium.values()].map(async (disk) => ({
            disk,
            label: readLabel(await downloadBeginning(host, disk, LABEL_AREA)),
        })),
    );
};

/**
 * The config drives that a domain has beside our own: of two, cloud-init would take the last in the order of the
 * devices, other guests the first. Warns where a NoCloud seed is there too. Sees only images in pools that libvirt knows.
 */
export const findOtherDrives = async (
    host: HostHandle,
    parts: readonly Part[],
    ownIn: OwnDisks,
): Promise<readonly Disk[]> => {
    const others = await othersIn(host, parts, ownIn);
    const domain = parts[0]?.definition.name ?? "";
    for (const { disk } of others.filter((other) => isNoCloudSeed(other.label))) {
        host.warn(
            `domain "${domain}" also has a NoCloud seed, ${showMedium(disk)} at ${disk.target}: cloud-init takes the config drive and ignores that one`,
        );
    }
    return others.filter((other) => isConfigDrive(other.label)).map(({ disk }) => disk);
};
