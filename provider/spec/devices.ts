import { z } from "zod";
import type { Device, DeviceBus, DiskDevice, NicDevice, ShareDevice } from "../inputs.ts";
import { fieldOf } from "./json.ts";
import { choose, closed, type Schemas, wholeNumber } from "./schema.ts";

/** The devices of `meta_data.json`. */
export interface DevicesContent {
    readonly devices: readonly Device[] | undefined;
}

const bus: z.ZodType<DeviceBus> = z.enum(["pci", "usb", "scsi", "ide", "xen", "none"]);

const common = {
    bus: bus.optional(),
    address: z.string().optional(),
    tags: z.array(z.string()).readonly().optional(),
};

const nic: z.ZodType<NicDevice> = closed({
    type: z.literal("nic"),
    mac: z.string(),
    vlan: wholeNumber.optional(),
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
