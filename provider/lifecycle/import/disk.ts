import type { Disk } from "../../domain/definition.ts";
import { nameOfMedium, showMedium } from "../../domain/medium.ts";
import { type DomainState, partsOf } from "../../domain/read.ts";
import { LABEL_AREA, readLabel } from "../../image/read.ts";
import { isDriveAlias } from "../../model/mark.ts";
import { ConfigDriveError } from "../../text/errors.ts";
import { downloadBeginning, findUnder } from "../../volume/download.ts";
import type { HostHandle } from "../../volume/host.ts";
import { isConfigDrive } from "../other-drives.ts";

/** The disks of a domain by target. Where its definitions differ, as at its next start, unless only the machine has a medium. */
const disksOf = (state: DomainState): readonly Disk[] => {
    const disks = new Map<string, Disk>();
    for (const disk of partsOf(state).flatMap(({ definition }) => definition.disks)) {
        if (nameOfMedium(disk) !== "" || !disks.has(disk.target)) disks.set(disk.target, disk);
    }
    return [...disks.values()];
};

const showDisk = (disk: Disk): string => `${disk.target} (${nameOfMedium(disk) === "" ? "empty" : showMedium(disk)})`;

/** A disk, and what a message says of it. */
interface Seen {
    readonly disk: Disk;
    readonly isDrive: boolean;
    readonly shown: string;
}

const see = async (host: HostHandle, disk: Disk): Promise<Seen> => {
    const shown = showDisk(disk);
    if (nameOfMedium(disk) === "") return { disk, isDrive: false, shown };
    if ((await findUnder(host, disk)) === undefined) {
        return { disk, isDrive: isDriveAlias(disk.alias), shown: `${shown.slice(0, -1)}, in no active pool)` };
    }
    const label = readLabel(await downloadBeginning(host, disk, LABEL_AREA));
    return { disk, isDrive: isDriveAlias(disk.alias) || isConfigDrive(label), shown };
};

const listed = (disks: readonly Seen[]): string => disks.map(({ shown }) => shown).join(", ");

/**
 * The config drive of a domain: the disk at a target, or the only one that this package attached or that guests
 * recognise by its label.
 *
 * @param id The domain in the id of the import, without a target.
 * @param doing What the messages start with.
 * @throws ConfigDriveError `not-importable`
 */
export const findDisk = async (
    host: HostHandle,
    state: DomainState,
    { target, id, doing }: { readonly target: string | undefined; readonly id: string; readonly doing: string },
): Promise<Disk> => {
    const refuse = (happened: string): ConfigDriveError =>
        new ConfigDriveError("not-importable", `${doing}: ${happened}`);
    const disks = disksOf(state);
    const example = (at: string | undefined): string => `e.g. "${id}|${at}"`;
    if (target !== undefined) {
        const disk = disks.find((each) => each.target === target);
        if (disk === undefined) {
            throw refuse(
                disks.length === 0
                    ? "the domain has no disks. Check the domain's name."
                    : `the domain has no disk ${target}. Use the target of one of its disks: ${disks.map(showDisk).join(", ")}.`,
            );
        }
        if (nameOfMedium(disk) !== "") return disk;
        throw refuse(`${target} is empty. Insert the image that you want to import, and run again.`);
    }
    const seen = await Promise.all(disks.map((disk) => see(host, disk)));
    const [drive, ...more] = seen.filter(({ isDrive }) => isDrive);
    if (drive === undefined) {
        throw refuse(
            seen.length === 0
                ? "the domain has no disks. Check the domain's name."
                : `the domain has no config drive; its disks are ${listed(seen)}. To import an image with another label than config-2, add its target to the id, ${example(seen[0]?.disk.target)}.`,
        );
    }
    if (more.length > 0) {
        throw refuse(
            `the domain has ${more.length + 1} config drives: ${listed([drive, ...more])}. Add the target of one to the id, ${example(drive.disk.target)}.`,
        );
    }
    return drive.disk;
};
