import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { detailedDiff } from "../../plugin/detailed-diff.ts";
import { lifeCycleOn, SCSI_CONTROLLER, useTestHost } from "../support/host.ts";
import { declarationOf, firstUp, importAt } from "../support/import.ts";
import type { TestDomain } from "../support/test-domain.ts";

const UUID = "83679162-1378-4288-a2d4-70e13ec132aa";

/** What Nova writes for a server, as Python's json.dumps does. */
const META_DATA = `{"uuid": "${UUID}", "meta": {"role": "web"}, "files": [{"path": "/etc/key", "content_path": "/content/0000"}, {"path": "/etc/motd", "content_path": "/content/0001"}], "admin_pass": "correct horse", "hostname": "web-1.novalocal", "name": "web-1", "launch_index": 0, "availability_zone": "nova", "random_seed": "c2VlZCBvZiBub3ZhIHdpdGggZW5vdWdoIGJ5dGVz", "project_id": "b7a5", "devices": [], "dedicated_cpus": []}`;

const NOVA: Readonly<Record<string, string | Uint8Array>> = {
    "openstack/latest/meta_data.json": META_DATA,
    "openstack/2025-04-04/meta_data.json": META_DATA,
    "openstack/latest/user_data": "#cloud-config\n{}\n",
    "openstack/latest/vendor_data.json": "{}",
    "openstack/latest/vendor_data2.json": '{"static": {}}',
    "openstack/content/0000": Uint8Array.of(0xff, 0, 0xff),
    "openstack/content/0001": "hi\n",
};

describe("the import of a drive that another program made", () => {
    const host = useTestHost();
    const { create, read, remove, update } = lifeCycleOn(host);

    const treeOf = (files: Readonly<Record<string, string | Uint8Array>>): string => {
        const tree = join(host().folder, "tree");
        mkdirSync(tree);
        for (const [path, content] of Object.entries(files)) {
            mkdirSync(dirname(join(tree, path)), { recursive: true });
            writeFileSync(join(tree, path), content);
        }
        return tree;
    };

    const isoOf = async (
        files: Readonly<Record<string, string | Uint8Array>>,
        label = "config-2",
        name = "nova.iso",
    ): Promise<string> => {
        const path = join(host().folder, name);
        const like = [
            "-quiet",
            "-ldots",
            "-allow-lowercase",
            "-allow-multidot",
            "-l",
            "-publisher",
            "OpenStack Nova 29",
        ];
        execFileSync("genisoimage", ["-o", path, ...like, "-J", "-r", "-V", label, treeOf(files)]);
        await host().virsh("pool-refresh", host().pool);
        return path;
    };

    const cdrom = (path: string, target = "hda"): string =>
        `<disk type='file' device='cdrom'><source file='${path}'/><target dev='${target}' bus='ide'/><readonly/></disk>`;

    const mediaOf = async (domain: TestDomain): Promise<readonly (string | undefined)[]> =>
        (await domain.config()).disks.map(({ file }) => file);

    it("declares what Nova's drive has, in Nova's place", async () => {
        const domain = await host().define({ devices: cdrom(await isoOf(NOVA)) });
        const imported = await importAt(host(), domain.uuid);
        expect(declarationOf(imported)).toEqual({
            connection: host().uri,
            pool: host().pool,
            domain: domain.uuid,
            volumePrefix: "imported-0a1b2c",
            startupPolicy: "mandatory",
            uuid: UUID,
            hostname: "web-1.novalocal",
            name: "web-1",
            meta: { role: "web" },
            adminPassword: "correct horse",
            availabilityZone: "nova",
            randomSeed: "c2VlZCBvZiBub3ZhIHdpdGggZW5vdWdoIGJ5dGVz",
            projectId: "b7a5",
            userData: "#cloud-config\n{}\n",
            files: { "/etc/motd": { content: "hi\n" }, "/etc/key": { base64: "/wD/" } },
        });
        expect(imported.state).toMatchObject({
            drive: "attached",
            attachedTarget: "hda",
            volume: "nova.iso",
            instanceId: UUID,
        });
        expect(host().warnings).toEqual([]);
        expect(await read(imported.state)).toEqual(imported.state);
    });

    it.each([false, true])(
        "is replaced by this package's image in the first up, in the same place (running: %s)",
        async (runs) => {
            const path = await isoOf(NOVA);
            const domain = await host().define({ devices: cdrom(path) });
            if (runs) await domain.boot();
            const imported = await importAt(host(), domain.name);
            const { changes, replaces, drift, news } = await firstUp(imported);
            expect([changes, replaces, drift]).toEqual([true, [], ""]);
            // The files are the same ones, so only the image differs.
            const { __checkedBy: _, ...now } = news;
            expect([...detailedDiff({ ...imported.inputs }, { ...now }).keys()].sort()).toEqual([
                "imageDigest",
                "imageSize",
                "volume",
            ]);
            const state = await update(imported.state, declarationOf(imported));
            expect(await mediaOf(domain)).toEqual([state.volumePath]);
            if (runs) expect((await domain.live()).disks.map(({ file }) => file)).toEqual([state.volumePath]);
            expect(state).toMatchObject({ attachedTarget: "hda", instanceId: UUID, retiredVolumes: [] });
            expect(existsSync(path)).toBe(false);
            expect(await read(state)).toEqual(state);
            if (runs) await domain.stop();
            await remove(state);
            expect(await mediaOf(domain)).toEqual([]);
        },
    );

    it("names the files that the first up would change", async () => {
        const files = {
            ...NOVA,
            "openstack/latest/network_data.json": '{"links":[],"networks":[],"services":[]}',
            "notes.txt": "x",
        };
        const domain = await host().define({ devices: cdrom(await isoOf(files)) });
        const imported = await importAt(host(), domain.name);
        const { news } = await firstUp(imported);
        expect(Object.keys(imported.inputs["contents"] as object)).toContain("openstack/latest/network_data.json");
        const changed = [...detailedDiff({ ...imported.inputs }, { ...news }).keys()];
        expect(changed.filter((path) => path.startsWith("contents")).join("\n")).toContain("network_data.json");
        expect(declarationOf(imported)).toMatchObject({ rootFiles: { "notes.txt": { content: "x" } } });
    });

    it("keeps the file while another domain uses it", async () => {
        const path = await isoOf(NOVA);
        const [domain] = [await host().define({ devices: cdrom(path) }), await host().define({ devices: cdrom(path) })];
        const { state, ...imported } = await importAt(host(), domain.name);
        const now = await update(state, declarationOf({ state, ...imported }));
        expect(now.retiredVolumes).toEqual([path]);
        await remove(now);
        expect(existsSync(path)).toBe(true);
        expect(host().warnings.join("\n")).toContain(`the image ${path} stays in the pool`);
    });

    it("reads a vfat image on a disk that the guest can write to", async () => {
        const path = join(host().folder, "nova.img");
        writeFileSync(path, "");
        truncateSync(path, 64 * 1024 * 1024);
        execFileSync("mkfs.vfat", ["-n", "config-2", path], { stdio: "pipe" });
        execFileSync("mcopy", ["-s", "-i", path, join(treeOf(NOVA), "openstack"), "::"]);
        await host().virsh("pool-refresh", host().pool);
        const disk = `<disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='${path}'/><target dev='vdb' bus='virtio'/></disk>`;
        const domain = await host().define({ devices: disk });
        const imported = await importAt(host(), domain.uuid);
        expect(declarationOf(imported)).toMatchObject({
            format: "vfat",
            device: "disk",
            target: "vdb",
            hostname: "web-1.novalocal",
        });
        expect(await firstUp(imported)).toMatchObject({ changes: true, replaces: [], drift: "" });
        const state = await update(imported.state, declarationOf(imported));
        expect(await mediaOf(domain)).toEqual([state.volumePath]);
        expect(existsSync(path)).toBe(false);
    });

    it("imports a volume without a domain, which the first up leaves to those that use it", async () => {
        const path = await isoOf(NOVA);
        const imported = await importAt(host(), `${host().pool}|nova.iso`);
        expect(declarationOf(imported)).not.toHaveProperty("domain");
        expect(imported.state).toMatchObject({ drive: "stored", volumePath: path });
        const state = await update(imported.state, declarationOf(imported));
        expect(await host().files()).toEqual(expect.arrayContaining(["nova.iso", state.volume]));
        expect(state.retiredVolumes).toEqual([path]);
    });

    it("reads a NoCloud seed at its target as a drive without metadata", async () => {
        const path = await isoOf({ "meta-data": "instance-id: i\n", "user-data": "#cloud-config\n" }, "cidata");
        const domain = await host().define({ devices: cdrom(path) });
        const imported = await importAt(host(), `${domain.name}|hda`);
        expect(declarationOf(imported)).toMatchObject({
            label: "cidata",
            metadataVersions: [],
            rootFiles: { "meta-data": { content: "instance-id: i\n" }, "user-data": { content: "#cloud-config\n" } },
        });
        // The seed keys the digest, and a drive without metadata can't carry one.
        expect(declarationOf(imported)["randomSeed"]).toMatch(/^[A-Za-z0-9+/]{86}==$/);
    });

    it("gets a seed if it has none, since its image is written again anyway", async () => {
        const seedless = META_DATA.replace(/"random_seed": "[^"]*", /, "");
        const domain = await host().define({
            devices: cdrom(await isoOf({ ...NOVA, "openstack/latest/meta_data.json": seedless })),
        });
        const imported = await importAt(host(), domain.name);
        expect(declarationOf(imported)["randomSeed"]).toMatch(/^[A-Za-z0-9+/]{86}==$/);
        expect(await firstUp(imported)).toMatchObject({ changes: true, replaces: [] });
    });

    it("leaves out what no declaration can say, and warns", async () => {
        const tree = { ...NOVA, "openstack/latest/meta_data.json": META_DATA.replace("web-1.novalocal", "not a name") };
        const path = await isoOf(tree);
        symlinkSync("meta_data.json", join(host().folder, "tree/openstack/latest/link"));
        execFileSync("genisoimage", ["-quiet", "-o", path, "-J", "-r", "-V", "config-2", join(host().folder, "tree")]);
        await host().virsh("pool-refresh", host().pool);
        const domain = await host().define({ devices: cdrom(path) });
        const imported = await importAt(host(), domain.name);
        expect(declarationOf(imported)).not.toHaveProperty("hostname");
        expect(declarationOf(imported)).toMatchObject({ name: "web-1", meta: { role: "web" } });
        expect(host().warnings.join("\n")).toMatchInlineSnapshot(`
          "the next update changes this on the drive, because inputs can't declare it: hostname: "not a name" must contain only letters, digits and "-" and must not start or end with "-"; guests reject other names
          the next update removes files, because inputs can't declare them: openstack/latest/link"
        `);
    });

    it("warns of broken documents and of files that the first up removes", async () => {
        const files = {
            ...NOVA,
            "openstack/latest/meta_data.json": META_DATA.replace("/content/0000", "/content/0002"),
            "openstack/latest/network_data.json": "[",
            "openstack/latest/vendor_data.json": "[1]",
            "openstack/latest/vendor_data2.json": "",
            "ec2/latest/meta-data.json": "{",
        };
        const domain = await host().define({ devices: cdrom(await isoOf(files)) });
        const imported = await importAt(host(), domain.name);
        expect(declarationOf(imported)).toMatchObject({
            files: { "/etc/motd": { content: "hi\n" } },
            rootFiles: { "ec2/latest/meta-data.json": { content: "{" } },
        });
        expect(host().warnings.join("\n")).toMatchInlineSnapshot(`
          "the next update changes this on the drive, because inputs can't declare it: openstack/latest/network_data.json: isn't a JSON object
          the next update changes this on the drive, because inputs can't declare it: openstack/latest/vendor_data.json: isn't a JSON object
          the next update changes this on the drive, because inputs can't declare it: openstack/latest/vendor_data2.json: isn't a JSON object
          the next update changes this on the drive, because inputs can't declare it: openstack/latest/meta_data.json: lists the file /etc/key, but its content isn't on the drive
          the next update removes files, because inputs can't declare them: openstack/content/0000"
        `);
    });

    it.each(["with space ü.iso", "with space ü-0123456789ab.iso"])(
        "imports a renamed copy of this package's image, whose name no drive could have: %s",
        async (name) => {
            const { volumePath } = await create({ hostname: "web-1", volumePrefix: "web-1", fixedVolume: true });
            const path = join(host().folder, name);
            copyFileSync(volumePath, path);
            await host().virsh("pool-refresh", host().pool);
            const domain = await host().define({ devices: cdrom(path) });
            for (const rest of [`${host().pool}|${name}`, domain.name]) {
                const imported = await importAt(host(), rest);
                expect(imported.state).toMatchObject({ volumePrefix: "imported-0a1b2c", volume: name });
                expect(declarationOf(imported)).toMatchObject({ hostname: "web-1" });
                expect(await firstUp(imported)).toMatchObject({ changes: true, replaces: [], drift: "" });
            }
            const imported = await importAt(host(), domain.name);
            const state = await update(imported.state, declarationOf(imported));
            expect(await mediaOf(domain)).toEqual([state.volumePath]);
            expect(state).toMatchObject({ instanceId: imported.state.instanceId, attachedTarget: "hda" });
            expect(existsSync(path)).toBe(false);
        },
    );

    it("keeps the prefix of a volume that an earlier version or another hand wrote", async () => {
        const domain = await host().define();
        const state = await create({ domain: domain.uuid });
        copyFileSync(await isoOf(NOVA), state.volumePath);
        await host().virsh("pool-refresh", host().pool);
        const imported = await importAt(host(), domain.uuid);
        expect(imported.state).toMatchObject({ volumePrefix: "drive", volume: state.volume, alias: state.alias });
        expect(await firstUp(imported)).toMatchObject({ changes: true, replaces: [] });
        const now = await update(imported.state, declarationOf(imported));
        expect(await mediaOf(domain)).toEqual([now.volumePath]);
    });

    it("finds the one config drive among other disks, in a running machine too", async () => {
        const label = "Config-2";
        const path = await isoOf(NOVA, label);
        const domain = await host().start({ devices: SCSI_CONTROLLER + cdrom(path, "hdc") });
        const { state, inputs } = await importAt(host(), domain.name);
        expect(state).toMatchObject({ attachedTarget: "hdc", drive: "attached" });
        expect(inputs).not.toHaveProperty("label");
        expect(host().warnings.join("\n")).toContain('label: must be "config-2" or "CONFIG-2"');
    });
});
