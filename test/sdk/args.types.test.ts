import { describe, expect, it } from "vitest";
import type { ContentArgs } from "../../sdk/args/content.ts";
import { problemsIn } from "../provider/spec/reading.ts";

const eth0 = { id: "eth0", type: "phy", ethernet_mac_address: "52:54:00:12:34:56" } as const;
const lan = { id: "lan", type: "ipv4_dhcp", link: "eth0" } as const;
const route = { network: "0.0.0.0", netmask: "0.0.0.0", gateway: "192.0.2.1" } as const;

/** Wrong shapes, each of which an editor underlines: the compiler fails where one of them is taken. */
const wrong: Readonly<Record<string, ContentArgs>> = {
    // @ts-expect-error An OpenStack network has both lists.
    "no networks": { networkData: { links: [eth0] } },
    // @ts-expect-error The guest finds a NIC by its MAC.
    "no MAC": { networkData: { links: [{ id: "eth0", type: "phy" }], networks: [lan] } },
    "no type of link": {
        // @ts-expect-error The type decides on all other keys.
        networkData: { links: [{ id: "eth0", ethernet_mac_address: "52:54:00:12:34:56" }], networks: [lan] },
    },
    "no mask": {
        networkData: {
            links: [eth0],
            // @ts-expect-error A static address needs its mask.
            networks: [{ id: "lan", type: "ipv4", link: "eth0", ip_address: "192.0.2.10" }],
        },
    },
    // @ts-expect-error The type of a network is one of OpenStack's.
    "another type of network": { networkData: { links: [eth0], networks: [{ ...lan, type: "dhcp" }] } },
    "a number for a mode": {
        networkData: {
            // @ts-expect-error Modes have names here; the kernel's numbers mean nothing to guests.
            links: [eth0, { id: "bond0", type: "bond", bond_mode: 1, bond_links: ["eth0"] }],
            networks: [lan],
        },
    },
    "an unknown policy": {
        networkData: {
            links: [
                eth0,
                {
                    ...{ id: "bond0", type: "bond", bond_mode: "802.3ad", bond_links: ["eth0"] },
                    // @ts-expect-error The kernel knows no such policy.
                    bond_xmit_hash_policy: "layer4",
                },
            ],
            networks: [lan],
        },
    },
    "a VLAN's id as text": {
        networkData: {
            links: [
                eth0,
                // @ts-expect-error VLAN ids are numbers.
                { id: "v5", type: "vlan", vlan_link: "eth0", vlan_id: "5", vlan_mac_address: "52:54:00:12:34:57" },
            ],
            networks: [lan],
        },
    },
    // @ts-expect-error null is no list of routes.
    "null for routes": { networkData: { links: [eth0], networks: [{ ...lan, routes: null }] } },
    "no gateway": {
        networkData: {
            links: [eth0],
            // @ts-expect-error A route leads somewhere.
            networks: [{ ...lan, routes: [{ network: route.network, netmask: route.netmask }] }],
        },
    },
    // @ts-expect-error Name servers are all that OpenStack has.
    "another service": { networkData: { links: [eth0], networks: [lan], services: [{ type: "ntp", address: "::1" }] } },
    // @ts-expect-error A NIC is found by its MAC.
    "a NIC without MAC": { devices: [{ type: "nic" }] },
    // @ts-expect-error OpenStack has no sata here.
    "another bus": { devices: [{ type: "disk", bus: "sata" }] },
    // @ts-expect-error A share has an id and a tag.
    "a share without tag": { devices: [{ type: "share", share_id: "s" }] },
    // @ts-expect-error User data is text, bytes or parts.
    "a number for user data": { userData: 5 },
    // @ts-expect-error Bytes are given as base64; a text stands alone.
    "user data as a file": { userData: { content: "#cloud-config\n" } },
    // @ts-expect-error A part has content.
    "a part without content": { userData: [{ filename: "setup.sh" }] },
    // @ts-expect-error Keys of parts are written as here.
    "a part's type under another name": { userData: [{ content: "#!/bin/sh\n", content_type: "text/plain" }] },
    // @ts-expect-error All values of meta are strings.
    "a number in meta": { meta: { tier: 1 } },
    // @ts-expect-error Each name has one key.
    "a list of keys": { publicKeys: { ops: ["ssh-ed25519 AAAA"] } },
};

describe("a wrong shape", () => {
    it.each(Object.entries(wrong))("that the compiler refuses is refused by check too: %s", (_, args) => {
        expect(problemsIn({ ...args })).not.toEqual([]);
    });
});
