import type { Device } from "../model/devices.ts";
import type { Json, JsonObject } from "../model/inputs.ts";
import { supports, type VersionDate } from "./versions.ts";

const ofNic = (date: VersionDate, nic: Extract<Device, { type: "nic" }>): JsonObject => ({
    ...(nic.vlan !== undefined && supports(date, "vlan") ? { vlan: nic.vlan } : {}),
    ...(supports(date, "vfTrusted") ? { vf_trusted: nic.vf_trusted ?? false } : {}),
    type: nic.type,
    mac: nic.mac,
});

const ofDisk = ({ type, serial, path }: Extract<Device, { type: "disk" }>): JsonObject => ({
    type,
    ...(serial === undefined ? {} : { serial }),
    ...(path === undefined ? {} : { path }),
});

const ofShare = ({ type, share_id, tag }: Extract<Device, { type: "share" }>): JsonObject => ({ type, share_id, tag });

const own = (date: VersionDate, device: Device): JsonObject => {
    if (device.type === "nic") return ofNic(date, device);
    return device.type === "disk" ? ofDisk(device) : ofShare(device);
};

const isListed = (date: VersionDate, device: Device): boolean => {
    if (device.type === "share") return supports(date, "share");
    // Before every NIC had `vf_trusted`, Nova only listed those with a tag or a VLAN.
    if (device.type === "nic" && !supports(date, "vfTrusted")) {
        return device.tags !== undefined || (device.vlan !== undefined && supports(date, "vlan"));
    }
    return true;
};

/** The devices of a version's `meta_data.json`, as Nova lists them. */
export const devicesOf = (date: VersionDate, devices: readonly Device[]): readonly Json[] =>
    devices
        .filter((device) => isListed(date, device))
        .map((device) => ({
            ...own(date, device),
            bus: device.bus ?? "none",
            address: device.address ?? "none",
            ...(device.tags === undefined ? {} : { tags: device.tags }),
        }));
