import type { Definition, Disk } from "../domain/definition.ts";

/** A disk as far as it decides the order of disks. */
type Ordered = Pick<Disk, "bus" | "target" | "device">;

/** `a` is 0, `z` 25, `aa` 26, whatever the target starts with: libvirt's `virDiskNameToIndex`. */
export const indexOf = (target: string): number => {
    const letters = /^(?:xv|ub|[fhsv])d([a-z]+)/.exec(target)?.[1] ?? "";
    return [...letters].reduce((index, letter) => (index + 1) * 26 + letter.charCodeAt(0) - 97, -1);
};

/** The kind of boot device that a disk is. */
const kindOf = ({ device }: Ordered): string => {
    if (device === "cdrom") return "cdrom";
    return device === "floppy" ? "fd" : "hd";
};

/** Disks in libvirt's order after another is added (`virDomainDiskInsert`): by bus, and by target within the bus. */
const withDisk = (disks: readonly Ordered[], added: Ordered): readonly Ordered[] => {
    const isAfter = (disk: Ordered): boolean => disk.bus === added.bus && indexOf(disk.target) > indexOf(added.target);
    const next = disks.findIndex(isAfter);
    const at = next === -1 ? disks.findLastIndex(({ bus }) => bus === added.bus) + 1 || disks.length : next;
    return disks.toSpliced(at, 0, added);
};

/**
 * The disk whose place a drive would take or takes: with `<boot dev>`, libvirt boots from the first disk or cdrom in its
 * order, and gives no other disk of that kind a boot index.
 */
export const displacedBy = (
    { bootDevices, disks }: Pick<Definition, "bootDevices" | "disks">,
    drive: Ordered,
): Disk | undefined => {
    const kind = kindOf(drive);
    if (!bootDevices.includes(kind)) return undefined;
    const others = disks.filter((disk) => disk !== drive);
    const [first] = withDisk(others, drive).filter((disk) => kindOf(disk) === kind);
    return first === drive ? others.find((disk) => kindOf(disk) === kind) : undefined;
};
