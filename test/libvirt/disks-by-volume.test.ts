import { truncate } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { AFFECT_CONFIG } from "../../provider/libvirt/flags.ts";
import type { State } from "../../provider/model/state.ts";
import { virsh } from "../../provider/text/shell-word.ts";
import { caught, lifeCycleOn, useTestHost } from "../support/host.ts";
import type { TestDomain } from "../support/test-domain.ts";

/** `@pulumi/libvirt` writes such disks for each `volumeId`. */
describe("a disk that names a pool and a volume in the place of a path", () => {
    const host = useTestHost();
    const { create, update, read, remove } = lifeCycleOn(host);

    const withSource = (source: string): Promise<TestDomain> =>
        host().define({
            devices: `<disk type='volume' device='cdrom'>${source}<target dev='sdx' bus='scsi'/><readonly/></disk>`,
        });

    const domainWith = (pool: string, volume: string): Promise<TestDomain> =>
        withSource(`<source pool='${pool}' volume='${volume}'/>`);

    it.each([{}, { adopt: true }])(
        "is seen to hold a config drive, beside which no other comes: %j",
        async (inputs) => {
            const first = await create({ volumePrefix: "first" });
            const domain = await domainWith(host().pool, first.volume);
            const before = await domain.config();
            const error = await caught(create({ domain: domain.uuid, volumePrefix: "second", ...inputs }));
            expect(error).toMatchObject({ code: "drive-conflict" });
            expect(error.message).toBe(
                `attach config drive to domain "${domain.name}": it already has a config drive, volume ${first.volume} of pool ${host().pool} at sdx, and with two it depends on the guest which one it uses. Detach that drive (${virsh(host().uri, "detach-disk", domain.name, "sdx", "--config")}); adopt can't take it over, because its <disk> names a pool and a volume instead of a path.`,
            );
            expect(await host().files()).toEqual([first.volume]);
            expect(await domain.config()).toEqual(before);
        },
    );

    it("keeps its image as long as it is there", async () => {
        const first = await create();
        const domain = await domainWith(host().pool, first.volume);
        const change = (state: State, userData: string): Promise<State> => update(state, { userData });
        const second = await change(first, "second");
        const third = await change(second, "third");
        expect(third.retiredVolumes).toEqual([first.volumeKey, second.volumeKey]);
        await domain.undefine();
        const fourth = await change(third, "fourth");
        expect(fourth.retiredVolumes).toEqual([third.volumeKey]);
        expect(await host().files()).toEqual([third.volume, fourth.volume].sort());
    });

    it("isn't given other content by a drive that comes to the same name", async () => {
        const first = await create();
        const domain = await domainWith(host().pool, first.volume);
        await truncate(first.volumePath, 4096);
        const error = await caught(create());
        expect(error).toMatchObject({ code: "volume-conflict" });
        await domain.undefine();
        expect((await create()).volume).toBe(first.volume);
    });

    it.each(["none", "stopped"])("is no hindrance where its pool is %s", async (which) => {
        const pool = `${host().pool}-${which}`;
        if (which === "stopped") {
            await host().virsh("pool-define-as", pool, "dir", "--target", `${host().folder}-none`);
            host().onRemove(() => host().virsh("pool-undefine", pool));
        }
        const domain = await domainWith(pool, "a.iso");
        expect((await create({ domain: domain.uuid })).drive).toBe("attached");
    });

    it("is no hindrance where its tray is empty", async () => {
        const domain = await withSource("");
        expect((await create({ domain: domain.uuid })).drive).toBe("attached");
    });

    it.each([true, false])("is the drive itself, which another tool wrote so (alias kept: %s)", async (isAliased) => {
        const domain = await host().define();
        const first = await create({ domain: domain.uuid });
        const [own] = (await domain.config()).disks;
        const alias = isAliased ? `<alias name='${own?.alias}'/>` : "";
        await domain.detach(first.diskXml, AFFECT_CONFIG);
        await domain.attach(
            `<disk type='volume' device='cdrom'>${alias}<source pool='${host().pool}' volume='${first.volume}'/><target dev='hda' bus='ide'/><readonly/></disk>`,
            AFFECT_CONFIG,
        );
        expect((await read(first)).drive).toBe("attached");
        const second = await update(first, { domain: domain.uuid, userData: "second" });
        expect((await domain.config()).disks.map(({ file }) => file)).toEqual([second.volumePath]);
        await remove(second);
        expect((await domain.config()).disks).toEqual([]);
        expect(await host().files()).toEqual([]);
    });
});
