import { describe, expect, it } from "vitest";
import { problemsIn, specOf } from "./reading.ts";

const MAC = "52:54:00:12:34:56";

describe("devices", () => {
    it("may leave out all but what they are", () => {
        const devices = [{ type: "nic", mac: MAC }, { type: "disk" }, { type: "share", share_id: "s", tag: "t" }];
        expect(specOf({ devices }).metaData.devices).toEqual(devices);
    });

    it.each([
        [{}, ['devices[0].type: is missing; it must be one of "nic", "disk", "share"']],
        [{ type: "gpu" }, ['devices[0].type: must be one of "nic", "disk", "share"']],
        ["nic", ["devices[0]: must be an object, not a string"]],
        [{ type: "nic" }, ["devices[0].mac: is missing; it must be a string"]],
        [
            { type: "nic", mac: MAC, serial: "s" },
            ["devices[0].serial: unknown key; supported keys: type, mac, vlan, vf_trusted, bus, address, tags"],
        ],
        [{ type: "nic", mac: MAC, vfTrusted: true }, ['devices[0].vfTrusted: unknown key; did you mean "vf_trusted"?']],
        [{ type: "nic", mac: MAC, vlan: "5" }, ["devices[0].vlan: must be a number, not a string"]],
        [{ type: "disk", bus: "sata" }, ['devices[0].bus: must be one of "pci", "usb", "scsi", "ide", "xen", "none"']],
        [{ type: "disk", tags: "root" }, ["devices[0].tags: must be a list, not a string"]],
        [
            { type: "share", tag: 1 },
            ["devices[0].share_id: is missing; it must be a string", "devices[0].tag: must be a string, not a number"],
        ],
    ])("rejects %j", (device, problems) => {
        expect(problemsIn({ devices: [device] })).toEqual(problems);
    });
});
