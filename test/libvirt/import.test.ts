import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { Inputs } from "../../provider/model/inputs.ts";
import type { State } from "../../provider/model/state.ts";
import { lifeCycleOn, SCSI_CONTROLLER, useTestHost } from "../support/host.ts";
import { declarationOf, firstUp, importAt, NOTHING } from "../support/import.ts";
import type { TestDomain } from "../support/test-domain.ts";

const KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJZ9w0iKZpW8X1qzQ1b0mVxQm9n6m0eJr4Y8fXc2Wv5u ops";

/** A drive with something of everything. */
const FULL: Partial<Inputs> = {
    hostname: "web-1",
    randomSeed: randomBytes(64).toString("base64"),
    meta: { role: "web" },
    publicKeys: { ops: KEY },
    adminPassword: "correct horse",
    userData: "#cloud-config\nruncmd: [[touch, /done]]\n",
    vendorData: { "cloud-init": "#cloud-config\n{}\n" },
    extraMetaData: { region: "eu-1", "x-owner": { team: "ops", since: null } },
    files: { "/etc/motd": { content: "hi\n" }, "/etc/key": { base64: "/wD/" } },
    rootFiles: { "appliance/license.txt": { content: "x" }, "empty/": { content: "" } },
    networkData: {
        links: [{ id: "nic0", type: "phy", ethernet_mac_address: "52:54:00:00:00:01" }],
        networks: [{ id: "net0", type: "ipv4_dhcp", link: "nic0" }],
    },
};

describe("the import of a drive of this package", () => {
    const host = useTestHost();
    const { create, read, remove } = lifeCycleOn(host);

    const placed = (): Partial<Inputs> => ({ connection: host().uri, pool: host().pool, volumePrefix: "drive" });

    const withNic = (more = ""): Promise<TestDomain> =>
        host().define({ devices: `<interface type='user'><mac address='52:54:00:00:00:01'/></interface>${more}` });

    it.each<[string, Partial<Inputs>]>([
        ["a cdrom", {}],
        ["a disk", { device: "disk" }],
        ["a vfat disk", { format: "vfat" }],
        ["a small vfat disk of another label", { format: "vfat", size: 8 * 1024 * 1024, label: "CONFIG-2" }],
        ["on another bus, at a target", { bus: "scsi", target: "sdc" }],
        ["with a startup policy and a cache mode", { startupPolicy: "mandatory", cache: "writeback" }],
        ["with one metadata version", { metadataVersions: "latest" }],
        ["that repeats the first-boot setup", { rerun: "onChange" }],
        ["with its own instance id", { uuid: "83679162-1378-4288-a2d4-70e13ec132aa" }],
        ["with user data that cloud-init rejects", { userData: "#cloud-config\nruncmd: 5\n", strictUserData: false }],
    ])("changes nothing in the first up, and makes the same state: %s", async (_, more) => {
        const domain = await withNic(SCSI_CONTROLLER);
        const state = await create({ ...FULL, ...more, domain: domain.uuid });
        const imported = await importAt(host(), domain.uuid);
        expect(imported.state).toEqual(state);
        expect(await firstUp(imported)).toMatchObject(NOTHING);
        expect(declarationOf(imported)).toMatchObject({ ...FULL, ...more });
        // A program that is still there, of a stack whose state is lost, has nothing to do either.
        expect(await firstUp(imported, { ...placed(), ...FULL, ...more, domain: domain.uuid })).toMatchObject(NOTHING);
    });

    it("declares only what the program has to", async () => {
        const domain = await host().define();
        await create({ domain: domain.name, volumePrefix: "web-1a2b3c", hostname: "web-1" });
        expect(declarationOf(await importAt(host(), domain.name))).toEqual({
            connection: host().uri,
            domain: domain.name,
            pool: host().pool,
            volumePrefix: "web-1a2b3c",
            hostname: "web-1",
            userData: "hello",
            randomSeed: null,
        });
    });

    it("reads a running machine, and changes nothing there", async () => {
        const domain = await host().start({ devices: SCSI_CONTROLLER });
        const state = await create({ domain: domain.uuid });
        const before = [await domain.live(), await domain.config(), await domain.incarnation()];
        const imported = await importAt(host(), domain.name);
        expect(imported.state).toEqual({ ...state, domain: domain.name });
        expect([await domain.live(), await domain.config(), await domain.incarnation()]).toEqual(before);
        expect(await firstUp(imported)).toMatchObject(NOTHING);
    });

    it("reads a change that waits for the next start as made", async () => {
        const domain = await host().start({ devices: SCSI_CONTROLLER });
        const { update } = lifeCycleOn(host);
        const first = await create({ domain: domain.uuid, onChange: "nextBoot", userData: "first" });
        const second = await update(first, { domain: domain.uuid, onChange: "nextBoot", userData: "second" });
        const imported = await importAt(host(), domain.uuid, { onChange: "nextBoot" });
        expect(imported.state).toEqual({ ...second, retiredVolumes: [] });
        expect(await firstUp(imported, { ...declarationOf(imported), onChange: "nextBoot" })).toMatchObject(NOTHING);
    });

    const paths = (state: State): readonly string[] => [`${state.pool}|${state.volume}`, state.volumePath];

    it("finds a drive without a domain by its pool and volume, and by its path", async () => {
        const state = await create(FULL);
        for (const rest of paths(state)) {
            const imported = await importAt(host(), rest);
            expect(imported.state).toEqual(state);
            expect(await firstUp(imported)).toMatchObject(NOTHING);
        }
    });

    it("warns if a domain has the drive whose volume is imported", async () => {
        const domain = await host().define();
        const state = await create({ domain: domain.uuid });
        await importAt(host(), `${state.pool}|${state.volume}`);
        expect(host().warnings).toEqual([
            `is imported as a volume only, but domain "${domain.name}" has this drive at hda. To manage it there, import "${host().uri}|${domain.name}"`,
        ]);
    });

    it("finds a fixed volume", async () => {
        const state = await create({ ...FULL, fixedVolume: true });
        for (const rest of paths(state)) {
            const imported = await importAt(host(), rest);
            expect(imported.state).toEqual(state);
            expect(await firstUp(imported)).toMatchObject(NOTHING);
        }
    });

    it.each([true, false])(
        "finds a drive that the domain itself declares, which has no domain (fixed: %s)",
        async (fixedVolume) => {
            const state = await create({ ...FULL, fixedVolume });
            const disk = `<disk type='file' device='cdrom'><source file='${state.volumePath}'/><target dev='hda' bus='ide'/><readonly/></disk>`;
            const domain = await host().define({ devices: disk });
            const imported = await importAt(host(), domain.name);
            expect(imported.state).toEqual(state);
            expect(await firstUp(imported)).toMatchObject(NOTHING);
        },
    );

    it("finds a drive without metadata, by its alias", async () => {
        const bare: Partial<Inputs> = {
            metadataVersions: [],
            label: "LICENSE",
            rootFiles: { "a/b.txt": { content: "x" } },
        };
        const domain = await host().define();
        const state = await create({ ...bare, domain: domain.uuid });
        const imported = await importAt(host(), domain.uuid);
        expect(imported.state).toEqual(state);
        expect(await firstUp(imported)).toMatchObject(NOTHING);
    });

    it("can't know the seed that a drive without metadata had: the first up writes the same image under another name", async () => {
        const bare: Partial<Inputs> = {
            metadataVersions: [],
            label: "LICENSE",
            rootFiles: { "a/b.txt": { content: "x" } },
        };
        const { update } = lifeCycleOn(host);
        const domain = await host().define();
        const state = await create({ ...bare, randomSeed: randomBytes(64).toString("base64"), domain: domain.uuid });
        const imported = await importAt(host(), domain.uuid);
        expect(await firstUp(imported)).toMatchObject({ changes: true, replaces: [] });
        const now = await update(imported.state, declarationOf(imported));
        expect(now.volume).not.toBe(state.volume);
        expect(await host().files()).toEqual([now.volume]);
    });

    it("declares what overrides the program's own defaults, and nothing that they say anyway", async () => {
        const domain = await host().define({ devices: SCSI_CONTROLLER });
        await create({ domain: domain.uuid, bus: "scsi", cache: "writeback" });
        const defaults = {
            connection: host().uri,
            connectionPassword: "hunter2",
            pool: "fast",
            bus: "scsi",
            cache: "none",
            verify: "content",
            timeouts: { create: 900 },
        };
        const imported = await importAt(host(), domain.uuid, defaults);
        const declared = declarationOf(imported);
        expect(declared).toMatchObject({ connection: host().uri, pool: host().pool, cache: "writeback" });
        for (const key of ["connectionPassword", "bus", "verify", "timeouts"]) expect(declared).not.toHaveProperty(key);
        expect(imported.state).toMatchObject({
            connectionPassword: "hunter2",
            verify: "content",
            timeouts: { create: 900 },
        });
        expect(await firstUp(imported, { ...defaults, ...declared })).toMatchObject(NOTHING);
    });

    it("is refreshed and destroyed like one that was created", async () => {
        const domain = await host().define();
        await create({ domain: domain.uuid });
        const { state } = await importAt(host(), domain.uuid);
        expect(await read(state)).toEqual(state);
        await remove(state);
        expect((await domain.config()).disks).toEqual([]);
        expect(await host().files()).toEqual([]);
    });
});
