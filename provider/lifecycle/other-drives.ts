import type { Definition, Disk } from "../domain/definition.ts";
import { nameOfMedium, showMedium } from "../domain/medium.ts";
import type { Part } from "../domain/read.ts";
import { LABEL_AREA, readLabel } from "../image/read.ts";
import { downloadBeginning } from "../volume/download.ts";
import type { HostHandle } from "../volume/host.ts";

/** Whether guests treat an image with this label as a config drive; they ignore upper and lower case. */
export const isConfigDrive = (label: string): boolean => label.toLowerCase() === "config-2";

/** Whether cloud-init treats an image with this label as a seed of its own kind, NoCloud; it ignores case too. */
const isNoCloudSeed = (label: string): boolean => label.toLowerCase() === "cidata";

/** Whether a disk can be a seed: one that the guest can write to isn't. */
const mayBeSeed = (disk: Disk): boolean => (disk.device === "cdrom" || disk.isReadOnly) && nameOfMedium(disk) !== "";

interface OtherDrive {
    readonly disk: Disk;
    readonly label: string;
}

/** The disks of one definition to skip. */
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
 * The config drives that a domain has besides our own. If there are two, cloud-init uses the last in device order,
 * other guests the first. Also warns about a NoCloud seed. Only sees images in pools that libvirt knows.
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
            `domain "${domain}" also has a NoCloud seed, ${showMedium(disk)} at ${disk.target}: cloud-init uses the config drive and ignores the seed`,
        );
    }
    return others.filter((other) => isConfigDrive(other.label)).map(({ disk }) => disk);
};
