import { copyFileSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { AFFECT_CONFIG } from "../../provider/libvirt/flags.ts";
import { createDrive } from "../../provider/lifecycle/create.ts";
import type { Inputs } from "../../provider/model/inputs.ts";
import { virsh } from "../../provider/text/shell-word.ts";
import { withCalls } from "../support/calls.ts";
import { caught, lifeCycleOn, stateLeftBy, useTestHost } from "../support/host.ts";
import type { TestDomain } from "../support/test-domain.ts";

/** While a machine runs, and in one that another tool defines, such a drive never gets our alias. */
describe("a drive without our alias, which another program made", () => {
    const host = useTestHost();
    const { create, update, read, remove } = lifeCycleOn(host);

    /** Files with a config drive that isn't ours. */
    const foreignImages = async (...names: readonly string[]): Promise<readonly string[]> => {
        const { volumePath } = await create({ volumePrefix: "foreign", userData: "foreign" });
        const paths = names.map((name) => join(host().folder, name));
        for (const path of paths) copyFileSync(volumePath, path);
        await host().virsh("pool-refresh", host().pool);
        return paths;
    };

    const cdrom = (path: string | undefined, target: string): string =>
        `<disk type='file' device='cdrom'><source file='${path}'/><target dev='${target}' bus='ide'/><readonly/></disk>`;

    const filesIn = async (domain: TestDomain): Promise<readonly (string | undefined)[]> => [
        ...(await domain.live()).disks.map(({ file }) => file),
        ...(await domain.config()).disks.map(({ file }) => file),
    ];

    const adopting = (domain: TestDomain, more: Partial<Inputs> = {}): Partial<Inputs> => ({
        domain: domain.uuid,
        adopt: true,
        ...more,
    });

    it("is one drive, whatever the running machine and its next start hold", async () => {
        const [first, second = ""] = await foreignImages("first.iso", "second.iso");
        const domain = await host().define({ devices: cdrom(first, "hda") });
        await domain.boot();
        await host().virsh("change-media", domain.name, "hda", second, "--live", "--update");
        const state = await create(adopting(domain));
        expect(await filesIn(domain)).toEqual([state.volumePath, state.volumePath]);
        expect(await read(state)).toEqual(state);
    });

    it("is taken over by the next run where one came half-way", async () => {
        const [path] = await foreignImages("first.iso");
        const domain = await host().define({ devices: cdrom(path, "hda") });
        await domain.boot();
        const { client, ...handle } = host().handle();
        const change: typeof client.domainUpdateDeviceFlags = (ref, xml, flags, options) =>
            client.domainUpdateDeviceFlags(ref, flags === AFFECT_CONFIG ? "<disk/>" : xml, flags, options);
        const halfWay = withCalls(client, { domainUpdateDeviceFlags: change });
        const news = host().declare(adopting(domain));
        const left = await stateLeftBy(createDrive({ ...handle, client: halfWay }, news));
        expect(await filesIn(domain)).toEqual([left.volumePath, path]);
        const state = await update(left, adopting(domain));
        expect(await filesIn(domain)).toEqual([state.volumePath, state.volumePath]);
        expect(await read(state)).toEqual(state);
    });

    it("isn't chosen among several", async () => {
        const [first, second] = await foreignImages("first.iso", "second.iso");
        const domain = await host().define({ devices: cdrom(first, "hda") + cdrom(second, "hdc") });
        const before = await domain.config();
        const error = await caught(create(adopting(domain)));
        expect(error).toMatchObject({ code: "drive-conflict" });
        expect(error.message).toContain(
            "It isn't the only one. Detach all but one, then set adopt: true to take over the one that is left.",
        );
        expect(await domain.config()).toEqual(before);
    });

    it("changes again and again with the next boot, while the running machine keeps its own", async () => {
        const [path] = await foreignImages("first.iso");
        const domain = await host().start({ devices: cdrom(path, "hda") });
        const nextBoot = (userData: string): Partial<Inputs> => adopting(domain, { onChange: "nextBoot", userData });
        const first = await create(nextBoot("first"));
        const second = await update(first, nextBoot("second"));
        const third = await update(second, nextBoot("third"));
        expect(await filesIn(domain)).toEqual([path, third.volumePath]);
        await domain.stop();
        await domain.start();
        const fourth = await update(third, nextBoot("fourth"));
        const fifth = await update(fourth, nextBoot("fifth"));
        expect(await filesIn(domain)).toEqual([third.volumePath, fifth.volumePath]);
    });

    it.each([false, true])("is the same one after it was empty (running: %s)", async (runs) => {
        const [path] = await foreignImages("first.iso");
        const domain = await host().define({ devices: cdrom(path, "hdd") });
        if (runs) await domain.boot();
        const attached = await create(adopting(domain));
        const empty = await update(attached, adopting(domain, { ejected: true }));
        expect(await read(empty)).toMatchObject({ drive: "ejected", attachedTarget: "hdd" });
        const again = await update(empty, adopting(domain));
        const expected = [again.volumePath];
        expect((await domain.config()).disks.map(({ file }) => file)).toEqual(expected);
        if (runs) expect((await domain.live()).disks.map(({ file }) => file)).toEqual(expected);
        if (runs) await domain.stop();
        await remove(again);
        expect((await domain.config()).disks).toEqual([]);
    });

    it("is mended when its image was damaged", async () => {
        const [path] = await foreignImages("first.iso");
        const domain = await host().define({ devices: cdrom(path, "hda") });
        const state = await create(adopting(domain));
        truncateSync(state.volumePath, 100_000);
        const damaged = await read(state);
        expect(damaged.drive).toContain("volume has 100000 bytes");
        expect(await read(await update(damaged, adopting(domain)))).toEqual(state);
    });

    const takenOver = (path: string, target: string): string =>
        `took over the config drive at ${target}; its image ${path} stays. If nothing else needs it, delete it: ${virsh(host().uri, "vol-delete", path)}`;

    it.each(["by-hand.iso", "another-0123456789ab.iso"])(
        "is a file in the tray of an earlier ConfigDrive, and stays: %s",
        async (name) => {
            const [path = ""] = await foreignImages(name);
            const domain = await host().define();
            const earlier = await create({ domain: domain.uuid, volumePrefix: "earlier", userData: "earlier" });
            await host().virsh("change-media", domain.name, earlier.attachedTarget, path, "--config", "--update");
            const state = await create(adopting(domain));
            expect(state.attachedTarget).toBe(earlier.attachedTarget);
            expect(await host().files()).toEqual(expect.arrayContaining([name, state.volume]));
            expect(state.retiredVolumes).toEqual([]);
            expect(host().warnings).toEqual([takenOver(path, earlier.attachedTarget)]);
        },
    );

    it("is reported with the file that stays", async () => {
        const [path = ""] = await foreignImages("first.iso");
        const domain = await host().define({ devices: cdrom(path, "hdc") });
        await update(await create(adopting(domain)), adopting(domain, { userData: "second" }));
        expect(host().warnings).toEqual([takenOver(path, "hdc")]);
    });

    it("isn't confused with an earlier ConfigDrive's, whose image is deleted", async () => {
        const domain = await host().define();
        const earlier = await create({ domain: domain.uuid, volumePrefix: "earlier", userData: "earlier" });
        const state = await create(adopting(domain));
        expect(await host().files()).toEqual([state.volume]);
        expect(host().warnings).toEqual([
            `took over the config drive at ${earlier.attachedTarget} and deleted its image ${earlier.volumePath}. If another stack declares that drive, remove it there (pulumi state delete), or its next up takes the drive back`,
        ]);
    });
});
