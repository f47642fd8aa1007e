import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DriveView } from "../../provider/view/drive-view.ts";
import { run as command } from "../cli/harness.ts";
import { viewOfImage } from "../provider/view/drives.ts";
import { makeFolder, removeFolder } from "./support/folder.ts";
import { findTool, run } from "./support/tools.ts";

const genisoimage = findTool("genisoimage", "genisoimage");
const xorriso = findTool("xorriso", "xorriso");
const mkfs = findTool("mkfs.vfat", "dosfstools");
const mcopy = findTool("mcopy", "mtools");

const KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGtC7VSfNHT4FWjlGPbFxDTSZ3rhu9rSSSvbYMbnJHwM ops@example.org";

/** As Nova 2025.1 writes it for an instance with a key, a password, a file and one port. */
const metaData = {
    uuid: "83679162-1378-4288-a2d4-70e13ec132aa",
    meta: { role: "web", db_password: "canary-meta" },
    files: [{ path: "/etc/motd", content_path: "/content/0000" }],
    admin_pass: "canary-password",
    public_keys: { ops: KEY },
    keys: [{ name: "ops", type: "ssh", data: KEY }],
    hostname: "web-1.novalocal",
    name: "web-1",
    launch_index: 0,
    availability_zone: "nova",
    random_seed: Buffer.alloc(512, 7).toString("base64"),
    project_id: "a3f0c1d2e4b5968778695a4b3c2d1e0f",
    devices: [],
    dedicated_cpus: [],
};

const networkData = {
    links: [{ id: "tap1", vif_id: "1", type: "ovs", mtu: 1442, ethernet_mac_address: "fa:16:3e:12:34:56" }],
    networks: [{ id: "network0", type: "ipv4_dhcp", link: "tap1", network_id: "2" }],
    services: [],
};

const documents = {
    "meta_data.json": JSON.stringify(metaData),
    "network_data.json": JSON.stringify(networkData),
    "vendor_data.json": "{}",
    "vendor_data2.json": '{"static": {}}',
    user_data: "#cloud-config\npackages: [nginx]\npassword: canary-user-data\n",
};

let folder: string;
let source: string;

beforeAll(() => {
    folder = makeFolder();
    source = join(folder, "source");
    const files = {
        ...Object.fromEntries(
            ["2018-08-27", "latest"].flatMap((version) =>
                Object.entries(documents).map(([name, text]) => [`openstack/${version}/${name}`, text]),
            ),
        ),
        "openstack/content/0000": "canary-file\n",
        "ec2/latest/meta-data.json": '{"instance-id": "i-1"}',
        "ec2/2009-04-04/meta-data.json": '{"instance-id": "i-1"}',
    };
    for (const [path, text] of Object.entries(files)) {
        mkdirSync(dirname(join(source, path)), { recursive: true });
        writeFileSync(join(source, path), text);
    }
});
afterAll(() => removeFolder(folder));

const expectAll = async (path: string): Promise<DriveView> => {
    const view = await viewOfImage(readFileSync(path));
    const facts = new Map(view.guest.facts.map((fact) => [fact.path, fact.value]));
    expect(facts.get("hostname")).toBe("web-1.novalocal");
    expect(facts.get("meta.role")).toBe("web");
    expect(facts.get('ec2["instance-id"]')).toBe("i-1");
    expect(view.guest.keys).toEqual([
        {
            name: "ops",
            type: "ssh-ed25519",
            fingerprint: "SHA256:cX5HsjNrSpQ/AbDLmC8mouNCZvc4NkPpCtD18Jb4vnM",
            comment: "ops@example.org",
        },
    ]);
    expect(view.guest.packages).toEqual(["nginx"]);
    const motd = { path: "/etc/motd", size: 12, mode: "0660", owner: "root", source: "files" };
    expect(view.guest.files).toContainEqual(expect.objectContaining(motd));
    expect(view.network?.links).toMatchObject([
        { id: "tap1", kind: "nic", type: "ovs", mac: "fa:16:3e:12:34:56", mtu: 1442 },
    ]);
    const user = view.tree.find(({ path: place }) => place === "openstack/latest/user_data");
    expect(user).toMatchObject({ isDigestShown: false, sameAs: ["openstack/2018-08-27/user_data"] });
    const meta = view.tree.find(({ path: place }) => place === "openstack/latest/meta_data.json");
    expect(meta).toMatchObject({ isDigestShown: true });
    expect(view.findings).toEqual([]);
    expect(view.readers.find(({ name }) => name === "cloud-init")?.obstacle).toBe("");
    expect(JSON.stringify(view)).not.toContain("canary");
    const { code, out, err } = await command(["show", path, "-o", "-"]);
    expect({ code, err }).toEqual({ code: 0, err: [] });
    expect(out).toContain("web-1.novalocal");
    expect(out).not.toContain("canary");
    return view;
};

describe("a drive that another program made is shown", () => {
    it.skipIf(genisoimage === undefined)("as Nova makes it with genisoimage", async () => {
        const path = join(folder, "nova.iso");
        const nova = [
            "-ldots",
            "-allow-lowercase",
            "-allow-multidot",
            "-l",
            "-publisher",
            "OpenStack Compute",
            "-J",
            "-r",
        ];
        run(genisoimage ?? "", ["-quiet", ...nova, "-V", "config-2", "-o", path, source]);
        expect((await expectAll(path)).image).toMatchObject({ publisher: "OpenStack Compute", isDigestShown: true });
    });

    it.skipIf(xorriso === undefined)("as xorriso makes it", async () => {
        const path = join(folder, "xorriso.iso");
        run(xorriso ?? "", ["-as", "mkisofs", "-quiet", "-r", "-J", "-V", "config-2", "-o", path, source]);
        await expectAll(path);
    });

    it.skipIf(mkfs === undefined || mcopy === undefined)("as Nova makes it with mkfs.vfat", async () => {
        const path = join(folder, "nova.img");
        writeFileSync(path, new Uint8Array(64 * 1024 * 1024));
        run(mkfs ?? "", ["-n", "config-2", path]);
        run(mcopy ?? "", ["-i", path, "-s", join(source, "openstack"), join(source, "ec2"), "::"]);
        expect((await expectAll(path)).image).toMatchObject({ format: "vfat", publisher: "" });
    });
});
