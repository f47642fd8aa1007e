import { holdsMedium, type NamedMedium, nameOfMedium, showMedium } from "../domain/medium.ts";
import { findOwnDisk } from "../domain/own-disk.ts";
import { type DomainHandle, type DomainState, type Part, partsOf, readDomain } from "../domain/read.ts";
import { AFFECT_LIVE } from "../libvirt/flags.ts";
import { serializeXml } from "../libvirt/xml.ts";
import { atNextStart } from "../model/state.ts";
import type { Slot } from "../place/slot.ts";
import { type WantedDrive, waitsForStart } from "./plan.ts";

/** The parts of a wanted drive that a domain shows. */
export type SeenDrive = Pick<WantedDrive, "mark" | "device" | "bus" | "target" | "onChange"> & {
    readonly medium: NamedMedium | undefined;
};

const findingOf = ({ definition, flag }: Part, wanted: SeenDrive): string => {
    const disk = findOwnDisk(definition, wanted.mark);
    const where = flag === AFFECT_LIVE ? "running domain" : "persistent definition";
    if (disk === undefined) return wanted.medium === undefined ? "" : `detached from the ${where}`;
    if (holdsMedium(disk, wanted.medium)) return "";
    return nameOfMedium(disk) === "" ? `ejected in the ${where}` : `holds ${showMedium(disk)} in the ${where}`;
};

/** How a domain has the drive. */
export interface DriveReport {
    /** `attached` or `ejected`, also `at the next start`; or what is wrong. */
    readonly drive: string;
    readonly isAsWanted: boolean;
}

/**
 * Compares how a domain has the drive with how it is wanted. A difference in the running machine isn't wrong if the
 * program, or the bus, makes it wait for the next start.
 */
export const describeDrive = (state: DomainState, wanted: SeenDrive): DriveReport => {
    const findings = partsOf(state).map((part) => findingOf(part, wanted));
    const wrong = findings.filter((finding) => finding !== "");
    const drive = wanted.medium === undefined ? "ejected" : "attached";
    if (wrong.length === 0) return { drive, isAsWanted: true };
    if (!waitsForStart(state, wanted)) return { drive: wrong.join(", "), isAsWanted: false };
    const atStart = findings.at(-1) ?? "";
    return atStart === "" ? { drive: atNextStart(drive), isAsWanted: true } : { drive: atStart, isAsWanted: false };
};

/** How a domain has the drive, with its slot if it has one. */
export const inspectDrive = async (
    domain: DomainHandle,
    wanted: SeenDrive,
): Promise<DriveReport & { readonly disk?: Slot & { readonly diskXml: string } }> => {
    const state = await readDomain(domain);
    const [disk] = partsOf(state)
        .toReversed()
        .flatMap(({ definition }) => findOwnDisk(definition, wanted.mark) ?? []);
    const report = describeDrive(state, wanted);
    if (disk === undefined) return report;
    return { ...report, disk: { bus: disk.bus, target: disk.target, diskXml: serializeXml(disk.element) } };
};
