import { describe, expect, it } from "vitest";
import { parseSpec } from "../../provider/spec/parse.ts";
import { ask, isComplete } from "./support/cloud-init.ts";

const MAC = "52:54:00:12:34:56";

const CONVERT = `
import json, sys
from unittest import mock
from cloudinit import util
from cloudinit.sources.helpers.openstack import convert_net_json
def converted(document):
    try:
        with mock.patch.object(util, "udevadm_settle"), mock.patch("cloudinit.net.get_interfaces_by_mac", return_value={"${MAC}": "ens3"}):
            return convert_net_json(document)["config"]
    except ValueError as error:
        return str(error)
json.dump([converted(each) for each in json.load(sys.stdin)], sys.stdout)
`;

const nic = { id: "underlay", type: "phy", ethernet_mac_address: MAC };
const bridge = {
    id: "br0",
    type: "bridge",
    ethernet_mac_address: "52:54:00:12:34:57",
    bridge_interfaces: ["underlay"],
};
const document = (...links: readonly object[]) => ({
    ...{ links, networks: [{ id: "n", link: "br0", type: "ipv4_dhcp" }], services: [] },
});

describe.skipIf(!isComplete)("a bridge in the guest, read by cloud-init", () => {
    it("is a NIC that it doesn't find, or one of that name; the drive is rejected", () => {
        const documents = [document(nic, bridge), document(nic, { ...bridge, name: "br0" })];
        const [unnamed, named] = ask<readonly unknown[]>(["-c", CONVERT], documents);
        expect(unnamed).toMatch(/^Unable to find a system nic for /);
        expect(named).toContainEqual({
            ...{ type: "physical", name: "br0", mac_address: "52:54:00:12:34:57", subnets: [{ type: "dhcp4" }] },
        });
        for (const networkData of documents) {
            const parsed = parseSpec({ networkData }, "83679162-1378-4288-a2d4-70e13ec132aa");
            expect(parsed.kind === "problems" && parsed.problems.map(({ path }) => path)).toEqual([
                "networkData.links[1]",
            ]);
        }
    });
});
