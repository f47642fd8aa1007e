import { describe, expect, it } from "vitest";
import type { Device } from "../../../provider/model/devices.ts";
import { devicesOf } from "../../../provider/tree/devices.ts";

const MAC = "52:54:00:12:34:56";

const typesOf = (date: Parameters<typeof devicesOf>[0], devices: readonly Device[]): number =>
    devicesOf(date, devices).length;

describe("devicesOf", () => {
    it("lists a NIC without tag and VLAN only in versions with vf_trusted", () => {
        const plain: readonly Device[] = [{ type: "nic", mac: MAC }];
        expect([typesOf("2016-06-30", plain), typesOf("2017-02-22", plain), typesOf("2018-08-27", plain)]).toEqual([
            0, 0, 1,
        ]);
    });

    it("lists a NIC for its VLAN alone in versions that support VLANs", () => {
        const vlan: readonly Device[] = [{ type: "nic", mac: MAC, vlan: 5 }];
        expect([typesOf("2016-10-06", vlan), typesOf("2017-02-22", vlan)]).toEqual([0, 1]);
    });

    it("lists a NIC with tags, even an empty list, in the first version and later", () => {
        expect(devicesOf("2016-06-30", [{ type: "nic", mac: MAC, tags: [], vlan: 5, vf_trusted: true }])).toEqual([
            { type: "nic", mac: MAC, bus: "none", address: "none", tags: [] },
        ]);
    });

    it("lists shares in the newest version only", () => {
        const share: readonly Device[] = [{ type: "share", share_id: "s", tag: "data" }];
        expect([typesOf("2020-10-14", share), typesOf("2025-04-04", share)]).toEqual([0, 1]);
    });
});
