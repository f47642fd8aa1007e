import type { NetworkArgs } from "../../../provider/spec/network-description/args.ts";
import { describeDebianGuest, type Expected, MAC, STATIC_NETWORK } from "../../libvirt/debian-guest.ts";

const SECOND_MAC = "52:54:00:5e:00:54";
const SECOND_NIC = `<interface type='user'><mac address='${SECOND_MAC}'/><model type='virtio'/></interface>`;

/** Both families on a VLAN on a bond; cloud-init before 26 can't do that with systemd's network daemon alone. */
const STACKED: NetworkArgs = {
    ethernets: { nic0: { mac: MAC }, nic1: { mac: SECOND_MAC } },
    bonds: { pair: { interfaces: ["nic0", "nic1"], mode: "active-backup", mtu: 1450 } },
    vlans: {
        lan: {
            id: 100,
            link: "pair",
            addresses: ["192.0.2.10/24", "2001:db8::10/64"],
            gateway4: "192.0.2.1",
            gateway6: "2001:db8::1",
        },
    },
    nameservers: ["192.0.2.53", "2001:db8::53"],
};

const STACKED_SEEN: Expected = {
    addresses: [/^bond0\.100@bond0\s+UP\s+192\.0\.2\.10\/24 2001:db8::10\/64/m],
    routes: [/^default via 192\.0\.2\.1 dev bond0\.100 /m],
    "routes-6": [/^default via 2001:db8::1 dev bond0\.100 /m],
    links: [
        new RegExp(`: \\w+: <[^>]*SLAVE[^>]*> .*master bond0 .*link/ether \\S+ .*${MAC}`, "m"),
        new RegExp(`: \\w+: <[^>]*SLAVE[^>]*> .*master bond0 .*link/ether \\S+ .*${SECOND_MAC}`, "m"),
        new RegExp(`: bond0: <[^>]*MASTER[^>]*> mtu 1450 .*link/ether ${MAC} .* bond mode active-backup `, "m"),
        /: bond0\.100@bond0: .* vlan protocol 802\.1Q id 100 /m,
    ],
    network: [/^DNS=192\.0\.2\.53$/m, /^DNS=2001:db8::53$/m],
};

// The guest's own disk is /dev/vda.
describeDebianGuest({ release: "bookworm", format: "vfat", device: "/dev/vdb", ...STATIC_NETWORK });

describeDebianGuest({
    release: "trixie",
    format: "iso9660",
    device: "/dev/sr0",
    nics: [SECOND_NIC],
    network: STACKED,
    seen: STACKED_SEEN,
});
