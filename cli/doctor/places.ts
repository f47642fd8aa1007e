import { checkPlacement } from "../../provider/check/placement.ts";
import { planSlot, type SlotPlan } from "../../provider/disk/plan.ts";
import { hasIde } from "../../provider/disk/slot.ts";
import type { Mark } from "../../provider/domain/own-disk.ts";
import { type DomainState, partsOf } from "../../provider/domain/read.ts";
import type { Bus, DriveDevice } from "../../provider/model/inputs.ts";
import { ConfigDriveError } from "../../provider/text/errors.ts";
import { type Finding, ok, warn } from "./finding.ts";

/** A bus, and the target that a new drive would get there or why it can't go there. */
export type Place = { readonly bus: string; readonly target: string } | { readonly bus: string; readonly why: string };

/** No device has this alias: libvirt's end with a number, and users' start with `ua-`. */
const NO_DRIVE: Mark = { alias: "none", media: [] };

const ALL_BUSES: readonly Bus[] = ["ide", "sata", "scsi", "usb", "virtio"];

/** The buses that a program can choose for a device. */
const busesFor = (device: DriveDevice): readonly Bus[] =>
    ALL_BUSES.filter((bus) => !checkPlacement({ device, bus }).some(({ path }) => path === "bus"));

const isIdeMissing = (state: DomainState, bus: Bus): boolean =>
    bus === "ide" && !partsOf(state).every(({ definition }) => hasIde(definition));

const whyNot = ({ code, message }: ConfigDriveError): string => {
    if (code === "hotplug-unsupported") return "no hot-plug";
    return code === "bus-full" ? "full" : message;
};

const needsPort = ({ slot, addedController }: SlotPlan): boolean => slot.bus === "virtio" || addedController >= 0;

const placeOn = (state: DomainState, device: DriveDevice, bus: Bus, noRoom: string | undefined): Place => {
    if (isIdeMissing(state, bus)) return { bus, why: "this machine type has none" };
    try {
        const plan = planSlot(state, { mark: NO_DRIVE, device, bus });
        if (state.live !== undefined && noRoom !== undefined && needsPort(plan)) return { bus, why: noRoom };
        return { bus, target: plan.slot.target };
    } catch (error) {
        if (!(error instanceof ConfigDriveError)) throw error;
        return { bus, why: whyNot(error) };
    }
};

/**
 * Where a new drive can go in a domain, bus by bus.
 *
 * @param state With a live definition: what can be plugged in while it runs.
 * @param noRoom Why a running machine can't take another PCI device; undefined if it can.
 */
export const findPlaces = (state: DomainState, device: DriveDevice, noRoom?: string): readonly Place[] =>
    busesFor(device).map((bus) => placeOn(state, device, bus, noRoom));

const show = (places: readonly Place[]): string => {
    const free = places.flatMap((place) => ("target" in place ? `${place.bus} (${place.target})` : []));
    const others = places.flatMap((place) => ("why" in place ? `${place.bus} (${place.why})` : []));
    if (free.length === 0) return `no free place: ${others.join(", ")}`;
    return others.length === 0 ? free.join(", ") : `${free.join(", ")}; not ${others.join(", ")}`;
};

/** Judges where a new drive can go. It is a warning if the drive has to wait for the machine's next start. */
export const judgePlaces = (about: string, places: readonly Place[]): Finding =>
    places.some((place) => "target" in place)
        ? ok(about, show(places))
        : warn(about, `${show(places)}. Detach a disk, or shut the domain down first.`);
