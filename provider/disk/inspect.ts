import { holdsMedium, type NamedMedium, nameOfMedium, showMedium } from "../domain/medium.ts";
import { findOwnDisk } from "../domain/own-disk.ts";
import { type DomainHandle, type Part, partsOf, readDomain } from "../domain/read.ts";
import { AFFECT_LIVE } from "../libvirt/flags.ts";
import { serializeXml } from "../libvirt/xml.ts";
import { scopeOf, type WantedDrive } from "./plan.ts";
import type { Slot } from "./slot.ts";

/** The parts of a wanted drive that a domain shows. */
type SeenDrive = Pick<WantedDrive, "mark" | "device" | "onChange"> & {
    readonly medium: NamedMedium | undefined;
};

const findingOf = ({ definition, flag }: Part, wanted: SeenDrive): string => {
    const disk = findOwnDisk(definition, wanted.mark);
    const where = flag === AFFECT_LIVE ? "running domain" : "persistent definition";
    if (disk === undefined) return wanted.medium === undefined ? "" : `detached from the ${where}`;
    if (holdsMedium(disk, wanted.medium)) return "";
    return nameOfMedium(disk) === "" ? `ejected in the ${where}` : `holds ${showMedium(disk)} in the ${where}`;
};

/** How a domain has the drive: as wanted, or a description of what is wrong; with its slot, if it has one. */
export const inspectDrive = async (
    domain: DomainHandle,
    wanted: SeenDrive,
): Promise<{ readonly drive: string; readonly disk?: Slot & { readonly diskXml: string } }> => {
    const state = await readDomain(domain);
    const scope = state.config === undefined ? state : scopeOf(state, wanted.onChange);
    const findings = partsOf(scope).map((part) => findingOf(part, wanted));
    const [disk] = partsOf(state)
        .toReversed()
        .flatMap(({ definition }) => findOwnDisk(definition, wanted.mark) ?? []);
    const asWanted = wanted.medium === undefined ? "ejected" : "attached";
    const drive = findings.filter((finding) => finding !== "").join(", ") || asWanted;
    if (disk === undefined) return { drive };
    return { drive, disk: { bus: disk.bus, target: disk.target, diskXml: serializeXml(disk.element) } };
};
