import { z } from "zod";
import type { Device, DeviceBus, DiskDevice, NicDevice, ShareDevice } from "../model/devices.ts";
import type { Problem } from "../model/problem.ts";
import { UNKNOWN } from "../model/unknown.ts";
import { fieldOf, itemsOf } from "./json.ts";
import { mac } from "./mac.ts";
import { showPath } from "./path.ts";
import type { Rule } from "./rule.ts";
import { choose, closed, type Schemas, wholeNumber } from "./schema.ts";

/** The devices of `meta_data.json`. */
export interface DevicesContent {
    readonly devices: readonly Device[] | undefined;
}

const bus: z.ZodType<DeviceBus> = z.enum(["pci", "usb", "scsi", "ide", "xen", "none"]);

/** OpenStack's limit for a tag, in characters. */
const LONGEST_TAG = 60;

const tag = z.string().refine((text) => /^[^,/]+$/.test(text) && text.length <= LONGEST_TAG, {
    error: `must be 1 to ${LONGEST_TAG} characters without "," or "/", as OpenStack requires`,
});

// 0 is the VLAN ID of untagged frames; Nova lists it unchanged.
const vlan = wholeNumber.refine((id) => id >= 0 && id <= 4094, { error: "must be a VLAN ID from 0 to 4094" });

const common = {
    bus: bus.optional(),
    address: z.string().optional(),
    tags: z.array(tag).readonly().optional(),
};

const nic: z.ZodType<NicDevice> = closed({
    type: z.literal("nic"),
    mac,
    vlan: vlan.optional(),
    vf_trusted: z.boolean().optional(),
    ...common,
});

const disk: z.ZodType<DiskDevice> = closed({
    type: z.literal("disk"),
    serial: z.string().optional(),
    path: z.string().optional(),
    ...common,
});

const share: z.ZodType<ShareDevice> = closed({
    type: z.literal("share"),
    share_id: z.string(),
    tag: z.string(),
    ...common,
});

const untyped: z.ZodType<never> = z
    .looseObject({ type: z.enum(["nic", "disk", "share"]) })
    .transform((): never => z.NEVER);

const device = choose<Device>((value) => {
    const type = fieldOf(value, "type");
    if (type === "nic") return nic;
    if (type === "disk") return disk;
    return type === "share" ? share : untyped;
});

/** The schema of the devices. */
export const devicesSchemas: Schemas<DevicesContent> = { devices: z.array(device).optional() };

/** The form of an address on each bus, with an example: nova/objects/fields.py. Xen's can be anything. */
const ADDRESSES: Readonly<Record<string, readonly [pattern: RegExp, example: string]>> = {
    pci: [/^[\da-f]{4}:[\da-f]{2}:[\da-f]{2}\.[\da-f]$/i, "0000:00:03.0"],
    usb: [/^[\da-f]+:[\da-f]+$/i, "0:1"],
    scsi: [/^[\da-f]+:[\da-f]+:[\da-f]+:[\da-f]+$/i, "0:0:0:1"],
    ide: [/^[01]:[01]$/, "0:1"],
};

const ofDevice = (item: unknown, index: number): readonly Problem[] => {
    const [name, address] = [fieldOf(item, "bus"), fieldOf(item, "address")];
    if (typeof name !== "string" || typeof address !== "string" || address === UNKNOWN || address === "none") return [];
    const [pattern, example] = Object.hasOwn(ADDRESSES, name) ? (ADDRESSES[name] ?? []) : [];
    if (pattern === undefined || pattern.test(address)) return [];
    const path = showPath(["devices", index, "address"]);
    return [
        {
            path,
            reason: `must be a ${name} address, e.g. "${example}"; programs don't recognise an address in any other form`,
        },
    ];
};

const addressOfBus: Rule = {
    severity: "error",
    find: ({ devices }) => itemsOf(devices).flatMap(ofDevice),
};

/** The rules about devices. */
export const devicesRules: readonly Rule[] = [addressOfBus];
