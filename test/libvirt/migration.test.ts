import { execFileSync } from "node:child_process";
import { chmod, mkdtemp, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { connect, type LibvirtClient } from "../../provider/libvirt/client.ts";
import type { StartupPolicy } from "../../provider/model/inputs.ts";
import { caught, lifeCycleOn, TestHost } from "../support/host.ts";
import { RemoteDaemon } from "../support/remote-daemon.ts";
import { TestDomain } from "../support/test-domain.ts";

/** Two daemons are two hosts to libvirt when their UUIDs differ; what they have in common is the pool's folder. */
const HOST_UUIDS = ["5e1d6f0c-6c7d-4b0f-9a3e-0d4c5b6a7f01", "5e1d6f0c-6c7d-4b0f-9a3e-0d4c5b6a7f02"] as const;

interface Side {
    readonly daemon: RemoteDaemon;
    readonly uri: string;
    readonly client: LibvirtClient;
}

const startSide = async (uuid: string): Promise<Side> => {
    const daemon = await RemoteDaemon.start({ config: { host_uuid: uuid } });
    const uri = `qemu:///session?socket=${daemon.socket}`;
    return { daemon, uri, client: await connect(uri, { environment: {}, timeoutMs: 60_000 }) };
};

describe("a domain that is migrated to another host", () => {
    let sides: { readonly source: Side; readonly target: Side };
    let source: TestHost;
    let target: TestHost;

    beforeAll(async () => {
        const [first, second] = HOST_UUIDS;
        sides = { source: await startSide(first), target: await startSide(second) };
    });
    afterAll(async () => {
        for (const { client, daemon } of Object.values(sides)) {
            await client.close();
            await daemon.remove();
        }
    });
    beforeEach(async () => {
        const folder = await mkdtemp(join(tmpdir(), "config-drive-shared-"));
        await chmod(folder, 0o755);
        if (process.getuid?.() === 0) execFileSync("chown", ["nobody:nogroup", folder]);
        source = new TestHost(sides.source.uri, sides.source.client, folder);
        target = new TestHost(sides.target.uri, sides.target.client, folder);
        for (const host of [source, target]) await host.definePool();
    });
    afterEach(async () => {
        await source.remove();
        await target.remove();
        await rm(source.folder, { recursive: true, force: true });
    });

    const on = (host: () => TestHost) => lifeCycleOn(host);
    const atSource = on(() => source);
    const atTarget = on(() => target);

    const migrate = async (domain: TestDomain): Promise<TestDomain> => {
        await source.virsh(
            "migrate",
            domain.name,
            target.uri,
            "--live",
            "--persistent",
            "--undefinesource",
            "--verbose",
        );
        const arrived = new TestDomain(target.client, await target.client.domainLookupByName(domain.name));
        target.onRemove(async () => {
            await arrived.stop();
            await arrived.undefine();
        });
        return arrived;
    };

    it("takes the drive with it where both hosts have the pool's storage", async () => {
        const domain = await source.define();
        const inputs = { domain: domain.uuid };
        const state = await atSource.create(inputs);
        await domain.boot();
        const arrived = await migrate(domain);
        for (const { disks } of [await arrived.live(), await arrived.config()]) {
            expect(disks).toMatchObject([{ file: state.volumePath, alias: state.alias, serial: "cloudinit" }]);
        }
        expect((await atSource.read(state)).drive).toBe("domain not found");

        // Of a drive that is declared anew at the target, everything is there.
        const before = await arrived.incarnation();
        const again = await atTarget.create(inputs);
        expect(again).toMatchObject({ drive: "attached", volumeKey: state.volumeKey, alias: state.alias });
        expect(await atTarget.read(again)).toMatchObject({ drive: "attached" });
        const changed = await atTarget.update(again, { ...inputs, userData: "second" });
        expect((await arrived.live()).disks).toMatchObject([{ file: changed.volumePath }]);
        expect(await arrived.incarnation()).toBe(before);
        expect(await source.files()).toEqual([changed.volume]);
    });

    it.each<StartupPolicy>(["optional", "requisite"])(
        "goes without the medium where the image isn't there, and gets it again: %s",
        async (startupPolicy) => {
            const domain = await source.define();
            const inputs = { domain: domain.uuid, startupPolicy };
            const state = await atSource.create(inputs);
            await domain.boot();
            await rename(state.volumePath, `${state.volumePath}.elsewhere`);
            const arrived = await migrate(domain);
            expect((await arrived.live()).disks).toMatchObject([{ device: "cdrom", file: undefined }]);
            const mended = await atTarget.create(inputs);
            expect(mended.drive).toBe("attached");
            expect((await arrived.live()).disks).toMatchObject([{ file: mended.volumePath }]);
        },
    );

    it("stays where it is when the image isn't there and must be", async () => {
        const domain = await source.define();
        const state = await atSource.create({ domain: domain.uuid, startupPolicy: "mandatory" });
        await domain.boot();
        await rename(state.volumePath, `${state.volumePath}.elsewhere`);
        expect((await caught(migrate(domain))).message).toMatch(/Cannot access storage file/);
        expect(await domain.isActive()).toBe(true);
        expect((await domain.live()).disks).toMatchObject([{ file: state.volumePath }]);
    });
});
