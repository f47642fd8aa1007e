import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readIso9660 } from "../../../provider/formats/iso9660/index.ts";
import { type ConfigDriveImage, type ConfigDriveImageOptions, configDriveImage } from "../../../sdk/index.ts";
import { hasVcenter, Vcenter } from "./vcenter.ts";
import { VsphereProject } from "./vsphere-project.ts";

const KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGtC7VSfNHT4FWjlGPbFxDTSZ3rhu9rSSSvbYMbnJHwM";
const DATASTORE = "LocalDS_0";
/** A machine that the simulator starts with. */
const MACHINE = "DC0_H0_VM0";

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** What a file of the drive holds. */
const fileOf = (image: Uint8Array, path: string): string => {
    const file = readIso9660(image).files.find((each) => each.path === path);
    if (file === undefined) throw new Error(`no ${path} on the drive`);
    return Buffer.from(file.content).toString();
};

describe.skipIf(!hasVcenter())("VMware's simulator of vCenter", () => {
    const folder = mkdtempSync(join(tmpdir(), "config-drive-vsphere-"));
    let vcenter: Vcenter;
    let project: VsphereProject;

    beforeAll(async () => {
        vcenter = await Vcenter.start();
        project = new VsphereProject(folder, vcenter.environment);
        // What the example asks for, as the simulator has it. Its machines report no address.
        project.init({
            datacenter: "DC0",
            datastore: DATASTORE,
            // The old Terraform provider calls a cluster by the name of its base class, which only a real vCenter takes.
            resourcePool: "DC0_H0/Resources",
            network: "VM Network",
            template: MACHINE,
            diskSize: "10",
            sshKey: KEY,
            waitForGuestNetTimeout: "0",
        });
    });
    afterAll(async () => {
        await vcenter?.stop();
        rmSync(folder, { recursive: true, force: true });
    });

    /** Takes a file off the datastore, as its bytes. */
    const download = (path: string): Buffer => {
        const copy = join(folder, "download");
        vcenter.govc("datastore.download", "-ds", DATASTORE, path, copy);
        return readFileSync(copy);
    };

    const cdroms = (machine: string): readonly { readonly key: number; readonly file: string | undefined }[] =>
        vcenter.devices(machine, "cdrom").map(({ key, backing }) => ({ key, file: backing?.fileName }));

    /** What another machine, or the same one started anew, would have otherwise. */
    const bootOf = (machine: string): unknown => {
        const { virtualMachines } = JSON.parse(vcenter.govc("vm.info", "-json", machine));
        const [
            {
                config,
                summary: { runtime },
            },
        ] = virtualMachines;
        expect(runtime).toMatchObject({ powerState: "poweredOn", bootTime: expect.any(String) });
        return { uuid: config.uuid, bootTime: runtime.bootTime };
    };

    describe("runs the example", () => {
        const machine = "web-1";

        it("which uploads the image and puts it in the new machine's cdrom", () => {
            project.up();
            project.previewNothing();
            const [file = "", ...others] = vcenter.files(DATASTORE, "config-drives");
            expect(others).toEqual([]);
            expect(cdroms(machine)).toEqual([
                { key: expect.any(Number), file: `[${DATASTORE}] config-drives/${file}` },
            ]);
            const image = download(`config-drives/${file}`);
            expect(file).toBe(`config-drive-${sha256(image).slice(0, 32)}.iso`);
            expect(image.equals(readFileSync(join(project.folder, ".config-drive", file)))).toBe(true);
            expect(JSON.parse(fileOf(image, "openstack/latest/meta_data.json"))).toMatchObject({
                hostname: "web-1.example.org",
                public_keys: { ops: KEY },
                random_seed: project.seed,
            });
            expect(fileOf(image, "openstack/latest/user_data")).toContain("open-vm-tools");
            // The drive's address belongs to the NIC that the machine has.
            const [nic] = vcenter.devices(machine, "ethernet");
            const { links } = JSON.parse(fileOf(image, "openstack/latest/network_data.json"));
            expect(nic).toMatchObject({ macAddress: links[0].ethernet_mac_address });
        });

        it("and swaps the medium of the same cdrom of the running machine when the declaration changes, leaving no old file", () => {
            const [before] = cdroms(machine);
            const identity = bootOf(machine);
            project.set("sshKey", `${KEY} second`);
            const printed = project.up();
            expect(printed).toMatch(/vsphere:index\/file:File: \(replace\)/);
            expect(printed).toMatch(/vsphere:index\/virtualMachine:VirtualMachine: \(update\)/);
            const [after, ...others] = cdroms(machine);
            expect(others).toEqual([]);
            expect(after?.key).toBe(before?.key);
            expect(after?.file).not.toBe(before?.file);
            expect(bootOf(machine)).toEqual(identity);
            const files = vcenter.files(DATASTORE, "config-drives");
            expect(files.map((file) => `[${DATASTORE}] config-drives/${file}`)).toEqual([after?.file]);
            const metadata = JSON.parse(
                fileOf(download(`config-drives/${files[0]}`), "openstack/latest/meta_data.json"),
            );
            expect(metadata).toMatchObject({ public_keys: { ops: `${KEY} second` } });
        });

        it("and takes all of it away, with no secret in the state or on the terminal", () => {
            const state = project.pulumi(["stack", "export"]);
            project.pulumi(["destroy", "--yes", "--skip-preview"]);
            expect(vcenter.files(DATASTORE, "config-drives")).toEqual([]);
            expect(JSON.parse(vcenter.govc("vm.info", "-json", machine)).virtualMachines).toBeNull();
            expect(state).toContain("config-drives/config-drive-");
            for (const secret of [project.seed, "open-vm-tools", vcenter.password]) {
                expect(state).not.toContain(secret);
                expect(project.transcript).not.toContain(secret);
            }
        });
    });

    describe("takes, from VMware's command line,", () => {
        beforeAll(() => {
            pulumi.runtime.setMocks({ newResource: ({ inputs }) => ({ id: "", state: inputs }), call: () => ({}) });
        });

        const draw = (hostname: string, options: ConfigDriveImageOptions): ConfigDriveImage =>
            configDriveImage({ hostname }, { directory: join(folder, "images"), ...options });
        const known = <T>(output: pulumi.Output<T>): Promise<T> => new Promise((resolve) => output.apply(resolve));

        it("an ISO, a second one in its place, and neither", async () => {
            const images = await Promise.all(["db-1", "db-2"].map((name) => known(draw(name, {}).path)));
            for (const image of images) vcenter.govc("datastore.upload", "-ds", DATASTORE, image, basename(image));
            // The machine has an empty cdrom already.
            const before = cdroms(MACHINE);
            const device = vcenter.govc("device.cdrom.add", "-vm", MACHINE).trim();
            const added = (): readonly (string | undefined)[] =>
                cdroms(MACHINE)
                    .filter(({ key }) => before.every((each) => each.key !== key))
                    .map(({ file }) => file);
            for (const image of images) {
                const file = basename(image);
                vcenter.govc("device.cdrom.insert", "-vm", MACHINE, "-device", device, "-ds", DATASTORE, file);
                expect(added()).toEqual([`[${DATASTORE}] ${file}`]);
                expect(sha256(download(file))).toBe(sha256(readFileSync(image)));
            }
            vcenter.govc("device.cdrom.eject", "-vm", MACHINE, "-device", device);
            expect(added()).toEqual([undefined]);
            vcenter.govc("device.remove", "-vm", MACHINE, device);
            expect(cdroms(MACHINE)).toEqual(before);
            for (const image of images) vcenter.govc("datastore.rm", "-ds", DATASTORE, basename(image));
            expect(vcenter.files(DATASTORE, "").filter((name) => name.endsWith(".iso"))).toEqual([]);
        });

        // The simulator counts an import's bytes and drops them; what reads the VMDK here is VMware's client.
        it("a streamOptimized VMDK, and no other kind", async () => {
            const place = ["-ds", DATASTORE, "-pool", "DC0_H0/Resources"];
            const stream = draw("db-1", { format: "vmdk" });
            expect(vcenter.govc("import.vmdk", ...place, await known(stream.path))).toContain("Uploading");
            const { extentPath } = draw("db-1", { format: "vmdk", subformat: "monolithicFlat" });
            const flat = await known(extentPath);
            expect(() => vcenter.govc("import.vmdk", ...place, flat)).toThrow("must be streamOptimized");
        });
    });
});
