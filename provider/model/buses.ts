import type { Bus, DriveDevice } from "./inputs.ts";

/** A bus that a drive can be on. */
export type DriveBus = Exclude<Bus, "auto">;

/** What libvirt and QEMU support on a bus. */
export interface BusTraits {
    /** How the names of targets on the bus start. If a disk names no bus, libvirt derives it from the target. */
    readonly prefix: "hd" | "sd" | "vd";
    /** Whether a drive can be plugged in and unplugged while the guest runs: ide and sata have fixed ports. */
    readonly hotPlug: boolean;
    /** libvirt supports neither ejectable media on virtio nor read-only disks on ide and sata. */
    readonly devices: readonly DriveDevice[];
}

/** The buses that a drive can be on. */
export const BUSES: Readonly<Record<DriveBus, BusTraits>> = {
    ide: { prefix: "hd", hotPlug: false, devices: ["cdrom"] },
    sata: { prefix: "sd", hotPlug: false, devices: ["cdrom"] },
    scsi: { prefix: "sd", hotPlug: true, devices: ["cdrom", "disk"] },
    usb: { prefix: "sd", hotPlug: true, devices: ["cdrom", "disk"] },
    virtio: { prefix: "vd", hotPlug: true, devices: ["disk"] },
};

/** Whether a drive can be on a bus of this name; a domain can have others, such as fdc. */
export const isDriveBus = (bus: unknown): bus is DriveBus => typeof bus === "string" && Object.hasOwn(BUSES, bus);

/** Whether a drive on this bus can be plugged in and unplugged while the guest runs. */
export const isHotPluggable = (bus: string): boolean => isDriveBus(bus) && BUSES[bus].hotPlug;

/** The buses that a program can choose for a device. */
export const busesFor = (device: DriveDevice): readonly DriveBus[] =>
    Object.keys(BUSES)
        .filter(isDriveBus)
        .filter((bus) => BUSES[bus].devices.includes(device));
