import { type Disk, findOwnDisk, type Mark } from "./disk/definition.ts";
import type { Part } from "./disk/domain.ts";
import type { HostHandle } from "./pool.ts";
import { LABEL_AREA, readLabel } from "./read-image.ts";
import type { DriveSpec } from "./spec.ts";
import { downloadBeginning } from "./volume.ts";

/** Guests look for the label in either case. */
const isConfigDrive = (label: string): boolean => label.toLowerCase() === "config-2";

/** The label of cloud-init's own seeds, in either case too. */
const isNoCloudSeed = (label: string): boolean => label.toLowerCase() === "cidata";

/** Disks that may be seeds: what a guest could write to is none. */
const mayBeSeed = ({ device, isReadOnly, source }: Disk): boolean =>
    (device === "cdrom" || isReadOnly) && source !== "";

interface OtherDrive {
    readonly disk: Disk;
    readonly label: string;
}

const othersIn = async (host: HostHandle, parts: readonly Part[], mark: Mark): Promise<readonly OtherDrive[]> => {
    const disks = parts.flatMap(({ definition }) => {
        const own = findOwnDisk(definition, mark);
        return definition.disks.filter((disk) => disk !== own && mayBeSeed(disk));
    });
    const bySource = new Map(disks.map((disk) => [disk.source, disk]));
    return await Promise.all(
        [...bySource.values()].map(async (disk) => ({
            disk,
            label: readLabel(await downloadBeginning(host, disk.source, LABEL_AREA)),
        })),
    );
};

/**
 * The config drive that a domain has beside ours: cloud-init would take the last one in the order of the devices, other
 * guests the first. Warns where a NoCloud seed is there too. Sees only images in pools that libvirt knows.
 */
export const findOtherDrive = async (
    host: HostHandle,
    { label }: DriveSpec,
    parts: readonly Part[],
    mark: Mark,
): Promise<Disk | undefined> => {
    if (!isConfigDrive(label)) return undefined;
    const others = await othersIn(host, parts, mark);
    const domain = parts[0]?.definition.name ?? "";
    for (const { disk } of others.filter((other) => isNoCloudSeed(other.label))) {
        host.warn(
            `domain "${domain}" also has a NoCloud seed, ${disk.source} at ${disk.target}: cloud-init takes the config drive and ignores that one`,
        );
    }
    return others.find((other) => isConfigDrive(other.label))?.disk;
};
