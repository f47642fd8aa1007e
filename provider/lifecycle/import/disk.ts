import type { Disk } from "../../domain/definition.ts";
import { nameOfMedium, showMedium } from "../../domain/medium.ts";
import { type DomainState, partsOf } from "../../domain/read.ts";
import { LABEL_AREA, readLabel } from "../../image/read.ts";
import { isDriveAlias } from "../../model/mark.ts";
import { ConfigDriveError } from "../../text/errors.ts";
import { downloadBeginning, findUnder } from "../../volume/download.ts";
import type { HostHandle } from "../../volume/host.ts";
import { isConfigDrive } from "../other-drives.ts";
import { remedyOfPool } from "./unlisted.ts";

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
    /** Whether it has a medium that no active pool lists, so that its label can't be read. */
    readonly isUnlisted: boolean;
    readonly shown: string;
}

const see = async (host: HostHandle, disk: Disk): Promise<Seen> => {
    const shown = showDisk(disk);
    const isOwn = isDriveAlias(disk.alias);
    if (nameOfMedium(disk) === "") return { disk, isDrive: isOwn, isUnlisted: false, shown };
    if ((await findUnder(host, disk)) === undefined) {
        return {
            disk,
            isDrive: isOwn,
            isUnlisted: true,
            shown: `${shown.slice(0, -1)}, not listed by an active pool)`,
        };
    }
    const label = readLabel(await downloadBeginning(host, disk, LABEL_AREA));
    return { disk, isDrive: isOwn || isConfigDrive(label), isUnlisted: false, shown };
};

const listed = (disks: readonly Seen[]): string => disks.map(({ shown }) => shown).join(", ");

const INSERT = "Insert the image that you want to import, and run again.";

/** Says that none of these disks is a config drive, and what to do. */
const noDrive = async (host: HostHandle, seen: readonly Seen[], exampleOf: (disk: Disk) => string): Promise<string> => {
    if (seen.length === 0) return "the domain has no disks.";
    const disks = `its disks are ${listed(seen)}.`;
    // An image that libvirt doesn't list can be the drive.
    const remedies = await Promise.all(
        seen.filter(({ isUnlisted }) => isUnlisted).map(({ disk }) => remedyOfPool(host, disk)),
    );
    const remedy = remedies.find((each) => each !== undefined);
    if (remedy !== undefined) return `the domain has no config drive in an active pool; ${disks} ${remedy}`;
    const happened = `the domain has no config drive; ${disks}`;
    const full = seen.filter(({ disk }) => nameOfMedium(disk) !== "");
    const { disk } = full.find(({ isUnlisted }) => !isUnlisted) ?? full[0] ?? {};
    return disk === undefined
        ? `${happened} ${INSERT}`
        : `${happened} To import an image with another label than config-2, add its target to the id, ${exampleOf(disk)}.`;
};

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
    const exampleOf = (disk: Disk): string => `e.g. "${id}|${disk.target}"`;
    if (target !== undefined) {
        const disk = disks.find((each) => each.target === target);
        if (disk === undefined) {
            throw refuse(
                disks.length === 0
                    ? "the domain has no disks."
                    : `the domain has no disk ${target}. Use the target of one of its disks: ${disks.map(showDisk).join(", ")}.`,
            );
        }
        if (nameOfMedium(disk) !== "") return disk;
        throw refuse(`${target} is empty. ${INSERT}`);
    }
    const seen = await Promise.all(disks.map((disk) => see(host, disk)));
    const drives = seen.filter(({ isDrive }) => isDrive);
    // An ejected drive of this package doesn't compete with one that has an image.
    const full = drives.filter(({ disk }) => nameOfMedium(disk) !== "");
    const [drive, ...more] = full.length > 0 ? full : drives;
    if (drive === undefined) throw refuse(await noDrive(host, seen, exampleOf));
    if (more.length > 0) {
        throw refuse(
            `the domain has ${more.length + 1} config drives: ${listed([drive, ...more])}. Add the target of one to the id, ${exampleOf(drive.disk)}.`,
        );
    }
    if (full.length > 0) return drive.disk;
    throw refuse(`the config drive at ${drive.disk.target} is empty. Insert its image, and run again.`);
};
