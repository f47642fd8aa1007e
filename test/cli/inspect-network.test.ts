import { describe, expect, it } from "vitest";
import { file } from "../provider/formats/iso9660/trees.ts";
import { Folder, inputs, run } from "./harness.ts";

const NETWORK = {
    links: [
        { id: "eth0", type: "phy", ethernet_mac_address: "52:54:00:00:00:01" },
        { id: "vlan42", type: "vlan", vlan_link: "eth0", vlan_id: 42, vlan_mac_address: "52:54:00:00:00:01" },
    ],
    networks: [{ id: "n0", type: "ipv4", link: "vlan42", ip_address: "192.0.2.10", netmask: "255.255.255.0" }],
};

const DRAWN = [
    "",
    "openstack/latest/network_data.json:",
    "  eth0       nic   52:54:00:00:00:01",
    "  └─ vlan42  vlan  52:54:00:00:00:01  VLAN 42",
    "         192.0.2.10/24",
    "",
].join("\n");

const withNetwork = (folder: Folder, networkData: string): string =>
    folder.image("drive.iso", [
        file("openstack/2018-08-27/network_data.json", '{"links": [{"id": "old"}]}'),
        file("openstack/latest/meta_data.json", '{"hostname": "web"}'),
        file("openstack/latest/network_data.json", networkData),
    ]);

describe("the network in config-drive inspect", () => {
    it("is drawn after the metadata of a drive that was built", async () => {
        using folder = new Folder();
        const image = folder.file("drive.iso");
        expect((await run(["build", "-", "-o", image], JSON.stringify({ ...inputs, networkData: NETWORK }))).code).toBe(
            0,
        );
        const { code, out } = await run(["inspect", image]);
        expect(code).toBe(0);
        expect(out.endsWith(`}\n${DRAWN}`)).toBe(true);
        expect((await run(["inspect", "--json", image])).out).not.toContain("vlan42");
    });

    it("is that of the newest version", async () => {
        using folder = new Folder();
        const { code, out } = await run(["inspect", withNetwork(folder, JSON.stringify(NETWORK))]);
        expect(code).toBe(0);
        expect(out).toContain(DRAWN);
        expect(out).not.toContain("old");
    });

    it("isn't there if none is declared", async () => {
        using folder = new Folder();
        const { code, out } = await run(["inspect", withNetwork(folder, "{}")]);
        expect(code).toBe(0);
        expect(out).not.toContain("network_data.json:");
    });

    it.each(["", "{", '{"a": "\u001b[31m'])("is a problem if it isn't JSON, as in %j", async (text) => {
        using folder = new Folder();
        const image = withNetwork(folder, text);
        const { code, out, err } = await run(["inspect", image]);
        expect(code).toBe(1);
        expect(err.join()).toMatch(/^openstack\/latest\/network_data\.json: /);
        expect(out).toContain('"hostname": "web"');
        expect(JSON.parse((await run(["inspect", "--json", image])).out)).toMatchObject({
            ok: false,
            problems: [{ path: "openstack/latest/network_data.json" }],
            metaData: { hostname: "web" },
        });
    });

    it("can't steer the terminal", async () => {
        using folder = new Folder();
        const hostile = {
            links: [{ id: "\u001b[31m\u202e\n\u009b", type: "\u0007" }],
            services: [{ address: "\u001b]0;x" }],
        };
        const { code, out } = await run(["inspect", withNetwork(folder, JSON.stringify(hostile))]);
        expect(code).toBe(0);
        expect(out).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
        expect(out).toContain("\\u001b[31m\\u202e");
    });
});
