import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { rmSync, symlinkSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { connect, type LibvirtClient } from "../../../provider/libvirt/client.ts";
import { deleteDrive } from "../../../provider/lifecycle/delete.ts";
import { updateDrive } from "../../../provider/lifecycle/update.ts";
import { caught, lifeCycleOn, SCSI_CONTROLLER, TestHost } from "../../support/host.ts";
import { virsh } from "../../support/libvirtd.ts";
import { DEBIAN_13, hasDebian13, PrivateDaemons } from "../../support/private-daemons.ts";
import { cutCreates } from "./faults/cuts.ts";
import { Stage } from "./faults/stage.ts";

const LIST_POOLS = join(import.meta.dirname, "..", "..", "support", "list-pools.ts");

/** What virtqemud says when virtstoraged isn't there any more. */
const GONE = "client socket is closed";

describe.skipIf(!hasDebian13())("virtqemud and virtstoraged", () => {
    let daemons: PrivateDaemons;
    let client: LibvirtClient;
    let host: TestHost;

    const reconnect = async (): Promise<void> => {
        client = await connect(daemons.uri("virtqemud"), { environment: process.env });
    };

    beforeAll(async () => {
        daemons = await PrivateDaemons.start(DEBIAN_13, "virtstoraged", "virtqemud");
    });
    beforeEach(async () => {
        await reconnect();
        host = await TestHost.open(daemons.uri("virtqemud"), client);
    });
    afterEach(async () => {
        await host.remove();
        await client.close();
    });
    afterAll(() => daemons.remove());

    const { create, update, read, remove } = lifeCycleOn(() => host);

    it("keep a drive's volume and its domain in two daemons behind one socket", async () => {
        const domain = await host.define({ devices: SCSI_CONTROLLER });
        const first = await create({ domain: domain.uuid });
        const volumes = await virsh(daemons.uri("virtstoraged"), "vol-list", host.pool);
        expect(volumes.split(/\s+/)).toEqual([first.volume, first.volumePath]);
        await domain.boot();
        expect(await domain.openImages()).toEqual([first.volume]);
        const second = await update(first, { domain: domain.uuid, userData: "changed" });
        expect(await domain.openImages()).toEqual([second.volume]);
        expect(await read(second)).toEqual(second);
        await domain.stop();
        await remove(second);
        expect((await domain.config()).disks).toEqual([]);
        expect(await host.files()).toEqual([]);
    });

    it("store a long image byte by byte", async () => {
        const { volume, imageDigest } = await create({ userData: "0123456789abcdef".repeat(65_536) });
        const stored = await readFile(join(host.folder, volume));
        expect(stored.length).toBeGreaterThan(1 << 20);
        expect(createHash("sha256").update(stored).digest("hex")).toBe(imageDigest);
    });

    it("go on when a client is cut off at any packet of a create but those of streams", async () => {
        const stage = await Stage.set(host, await host.define());
        expect(await cutCreates(stage, { runs: false, lost: false })).toBeGreaterThan(40);
    });

    /** The pools that a URI leads to where these daemons' sockets are the system's. */
    const poolsAt = (uri: string): string => {
        const child = ["node", "--disable-warning=MODULE_TYPELESS_PACKAGE_JSON", LIST_POOLS, uri];
        const inside = 'mkdir -p /run/libvirt && mount --bind "$1" /run/libvirt && shift && exec "$@"';
        const args = ["--mount", "--propagation", "private", "sh", "-c", inside, "sh", daemons.sockets, ...child];
        return execFileSync("unshare", args, { encoding: "utf8" });
    };

    it("are what qemu:///system means, and mode=direct, but not mode=legacy", () => {
        const found = `pools: ${host.pool}`;
        expect(poolsAt("qemu:///system")).toBe(found);
        expect(poolsAt("qemu:///system?mode=auto")).toBe(found);
        expect(poolsAt("qemu:///system?mode=direct")).toBe(found);
        expect(poolsAt("qemu:///system?mode=legacy")).toMatch(/connect-failed|no socket exists at .*libvirt-sock/);
    });

    it("come before a libvirtd beside them", () => {
        const legacy = join(daemons.sockets, "libvirt-sock");
        const libvirtd = /socket=(.*)/.exec(process.env["CONFIG_DRIVE_URI"] ?? "")?.[1] ?? "";
        symlinkSync(libvirtd, legacy);
        try {
            const found = `pools: ${host.pool}`;
            expect(poolsAt("qemu:///system")).toBe(found);
            expect(poolsAt("qemu:///system?mode=direct")).toBe(found);
            expect(poolsAt("qemu:///system?mode=legacy")).toMatch(/^pools: /);
            expect(poolsAt("qemu:///system?mode=legacy")).not.toContain(host.pool);
        } finally {
            rmSync(legacy);
        }
    });

    it("go on after a crash of virtstoraged in the middle of a drive's life, in the next run", async () => {
        const domain = await host.define();
        const first = await create({ domain: domain.uuid });
        const inputs = { domain: domain.uuid, userData: "changed" };
        await daemons.kill("virtstoraged");
        expect(await caught(update(first, inputs))).toMatchObject({ message: expect.stringContaining(GONE) });
        expect((await domain.config()).disks).toMatchObject([{ file: first.volumePath }]);
        await daemons.restart("virtstoraged");
        // virtqemud goes on to ask the one that is gone for as long as this client is connected.
        expect(await caught(update(first, inputs))).toMatchObject({ message: expect.stringContaining(GONE) });
        await reconnect();
        const second = await updateDrive({ ...host.handle(), client }, first, host.declare(inputs));
        expect((await domain.config()).disks).toMatchObject([{ file: second.volumePath }]);
        expect(await host.files()).toEqual([second.volume]);
        await deleteDrive({ ...host.handle(), client }, second);
        expect((await domain.config()).disks).toEqual([]);
        expect(await host.files()).toEqual([]);
    });
});
