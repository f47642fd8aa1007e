import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { RawInputs } from "../../../provider/model/inputs.ts";
import { isSecret, open, readImage } from "../../sdk/example-image.ts";
import { declared, type Run, runExample } from "../../sdk/mocked-example.ts";

/** What the examples import and no package registry holds; `npm run test:all` makes both first. */
const missing = ["bin/sdk/index.js", "node_modules/@pulumi/vsphere/index.js"].filter(
    (path) => !existsSync(join(process.cwd(), path)),
);

const NODE = "83679162-1378-4288-a2d4-70e13ec132aa";
const KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGtC7VSfNHT4FWjlGPbFxDTSZ3rhu9rSSSvbYMbnJHwM";
const SEED = Buffer.alloc(48, 7).toString("base64");

const root = mkdtempSync(join(tmpdir(), "config-drive-examples-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const expectMetadata = (text: (name: string) => string, hostname: string): void =>
    expect(JSON.parse(text("openstack/latest/meta_data.json"))).toMatchObject({
        hostname,
        public_keys: { ops: KEY },
        random_seed: SEED,
    });

const address = (text: (name: string) => string): unknown =>
    JSON.parse(text("openstack/latest/network_data.json")).links[0].ethernet_mac_address;

/** The file that Proxmox is to upload. */
const sourceOf = ({ sourceFile }: RawInputs): { readonly path?: unknown; readonly checksum?: unknown } =>
    typeof sourceFile === "object" && sourceFile !== null ? sourceFile : {};

/** Runs an example with its images in a folder of its own. */
const inFolder = (folder: string, config: Readonly<Record<string, string>>): Promise<Run> =>
    runExample(folder, { sshKey: KEY, seed: SEED, directory: join(root, folder.replaceAll("/", "-")), ...config });

describe.skipIf(missing.length > 0)(
    `the examples for other hypervisors${missing.length > 0 ? ` (missing: ${missing.join(", ")})` : ""}`,
    () => {
        it("vsphere: a file on the datastore, and the machine's cdrom with it", async () => {
            const config = {
                datacenter: "dc",
                datastore: "ds",
                resourcePool: "cluster/Resources",
                network: "lan",
                template: "debian",
                diskSize: "10",
            };
            const run = await inFolder("vsphere", config);
            const file = await declared(run, "vsphere:index/file:File");
            const machine = await declared(run, "vsphere:index/virtualMachine:VirtualMachine");
            const { name, text } = readImage(file["sourceFile"]);
            expectMetadata(text, "web-1.example.org");
            expect(file).toMatchObject({
                datacenter: "dc",
                datastore: "ds",
                destinationFile: `config-drives/${name}`,
                createDirectories: true,
            });
            expect(machine).toMatchObject({
                cdroms: [{ datastoreId: "ds-id", path: `config-drives/${name}` }],
                clone: { templateUuid: "debian-id" },
                networkInterfaces: [{ networkId: "lan-id", useStaticMac: true, macAddress: address(text) }],
            });
        });

        it("proxmox: an ISO in the storage, by whose id the cdrom has it", async () => {
            const run = await inFolder("proxmox", { node: "pve-1", template: "9000" });
            const file = await declared(run, "proxmoxve:index/fileLegacy:FileLegacy");
            const machine = await declared(run, "proxmoxve:index/vmLegacy:VmLegacy");
            const { path, checksum } = sourceOf(file);
            const { sha256, text } = readImage(path);
            expectMetadata(text, "web-1.example.org");
            expect(checksum).toBe(sha256);
            expect(file).toMatchObject({ contentType: "iso", datastoreId: "local", nodeName: "pve-1" });
            expect(machine).toMatchObject({
                clone: { vmId: 9000 },
                cdrom: { interface: "ide2", fileId: "config-drive-id" },
                // Proxmox writes addresses in capitals, OpenStack in small letters.
                networkDevices: [{ bridge: "vmbr0", macAddress: String(address(text)).toUpperCase() }],
            });
            // From this Proxmox would make a second drive.
            expect(machine["initialization"]).toBeUndefined();
        });

        it("xen-orchestra: a VDI in a repository of ISOs, by whose id the cdrom has it", async () => {
            const config = {
                template: "debian",
                network: "lan",
                storage: "local",
                isoStorage: "isos",
                diskSize: "10",
            };
            const run = await inFolder("xen-orchestra", config);
            const vdi = await declared(run, "xenorchestra:index/vdi:Vdi");
            const machine = await declared(run, "xenorchestra:index/vm:Vm");
            const { name, text } = readImage(vdi["filepath"]);
            expectMetadata(text, "web-1.example.org");
            expect(text("openstack/latest/user_data")).toContain("xe-guest-utilities");
            expect(vdi).toMatchObject({ nameLabel: name, srId: "isos-id", type: "raw" });
            expect(machine).toMatchObject({
                template: "debian-id",
                disks: [{ size: 10 * 1024 ** 3, srId: "local-id" }],
                cdrom: { id: "config-drive-id" },
            });
            expect(machine["cloudConfig"]).toBeUndefined();
        });

        it("openstack: an image in Glance, of which the machine gets a volume in a cdrom", async () => {
            const config = { image: NODE, flavor: "m1.small", network: "lan", enableSecret: "s3cret" };
            const run = await inFolder("openstack", config);
            const image = await declared(run, "openstack:images/image:Image");
            const machine = await declared(run, "openstack:compute/instance:Instance");
            // Nothing but the password is on this drive: whoever sees its digest could try passwords.
            expect([image["localFilePath"], image["name"]].map(isSecret)).toEqual([true, true]);
            const { name, paths, text } = readImage(open(image["localFilePath"]));
            expect(open(image["name"])).toBe(name);
            expect(paths).toEqual(["iosxe_config.txt"]);
            expect(text("iosxe_config.txt")).toBe("hostname edge-1\nenable secret s3cret\n");
            expect(image).toMatchObject({ diskFormat: "iso", containerFormat: "bare", visibility: "private" });
            expect(machine["blockDevices"]).toMatchObject([
                { uuid: NODE, sourceType: "image", bootIndex: 0 },
                { uuid: "config-drive-id", sourceType: "image", destinationType: "volume", deviceType: "cdrom" },
            ]);
        });

        it.each([
            ["vsphere", "vsphere:index/file:File", "destinationFile"],
            ["xen-orchestra", "xenorchestra:index/vdi:Vdi", "filepath"],
            ["openstack", "openstack:images/image:Image", "name"],
        ])("%s: another declaration is another file beside the first", async (example, type, key) => {
            const config = {
                directory: join(root, `${example}-changed`),
                datacenter: "dc",
                datastore: "ds",
                resourcePool: "pool",
                network: "lan",
                template: "debian",
                storage: "local",
                isoStorage: "isos",
                diskSize: "10",
                image: NODE,
                flavor: "m1.small",
                enableSecret: "s3cret",
            };
            const names: unknown[] = [];
            for (const name of ["web-1", "web-2", "web-1"]) {
                names.push(open((await declared(await inFolder(example, { ...config, name }), type))[key]));
            }
            expect(names[2]).toBe(names[0]);
            expect(names[1]).not.toBe(names[0]);
            const files = readdirSync(config.directory).filter((name) => name.endsWith(".iso"));
            expect(files.toSorted()).toEqual([...new Set(names.map((name) => basename(String(name))))].toSorted());
        });
    },
);
