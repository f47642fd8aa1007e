import type { Definition } from "../../provider/domain/definition.ts";
import { BUSES, busesFor, type DriveBus } from "../../provider/model/buses.ts";
import type { DriveDevice } from "../../provider/model/inputs.ts";
import { isRefusal } from "../../provider/place/refusal.ts";
import { chooseSlot } from "../../provider/place/slot.ts";
import { type Finding, ok, warn } from "./finding.ts";

/** A bus, and the target that a new drive would get there or why it can't go there. */
export type Place = { readonly bus: string; readonly target: string } | { readonly bus: string; readonly why: string };

const placeOn = (definition: Definition, device: DriveDevice, bus: DriveBus): Place => {
    if (definition.isLive && !BUSES[bus].hotPlug) return { bus, why: "no hot-plug" };
    const slot = chooseSlot([definition], { device, bus, claimed: [] });
    return isRefusal(slot) ? { bus, why: slot.short } : { bus, target: slot.target };
};

/** Where a new drive can go in one definition of a domain, bus by bus: in the live one, what can be plugged in now. */
export const findPlaces = (definition: Definition, device: DriveDevice): readonly Place[] =>
    busesFor(device).map((bus) => placeOn(definition, device, bus));

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
