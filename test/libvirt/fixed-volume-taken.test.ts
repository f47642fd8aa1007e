import { readFile, rename, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { rebuildDrive } from "../../provider/image/build.ts";
import { createDrive } from "../../provider/lifecycle/create.ts";
import type { Inputs } from "../../provider/model/inputs.ts";
import type { State } from "../../provider/model/state.ts";
import { caught, lifeCycleOn, useTestHost } from "../support/host.ts";
import { joined } from "../support/in-memory.ts";
import { killedAt } from "../support/meanwhile.ts";
import { recognised } from "../support/recognised.ts";

describe("the name of a volume with a fixed name", () => {
    const host = useTestHost();
    const { create, update, read, remove } = lifeCycleOn(host);

    const fixed = (more: Partial<Inputs> = {}): Partial<Inputs> => ({ fixedVolume: true, ...more });
    const path = (): string => join(host().folder, "drive.iso");

    const expectStored = async ({ volumePath }: State, inputs: Partial<Inputs>): Promise<void> => {
        const { image } = rebuildDrive(host().declare(inputs));
        expect((await readFile(volumePath)).subarray(0, image.used).equals(joined(image.chunks))).toBe(true);
    };

    it.each([
        ["a text", Buffer.from("of somebody's\n")],
        [
            "another program's image",
            Buffer.concat([Buffer.alloc(0x8000), Buffer.from("\u0001CD001\u0001"), Buffer.alloc(4096)]),
        ],
        ["a file system without a boot sector", Buffer.concat([Buffer.alloc(1024), Buffer.alloc(8192, "superblock")])],
    ])("is refused if a file of that name isn't an image of this package: %s", async (_, bytes) => {
        await writeFile(path(), bytes);
        const error = await caught(create(fixed()));
        expect(error).toMatchObject({ code: "volume-conflict" });
        expect(error.message).toBe(
            `store volume "drive.iso" in pool "${host().pool}": a volume of that name already exists, and this package didn't write it. Remove or rename it, or set another volumePrefix.`,
        );
        expect((await readFile(path())).equals(bytes)).toBe(true);
    });

    it("is refused if a domain uses another image of that name", async () => {
        const lost = await create(fixed());
        const cdrom = `<disk type='file' device='cdrom'><source file='${lost.volumePath}'/><target dev='hda' bus='ide'/><readonly/><alias name='${lost.alias}'/></disk>`;
        const domain = await host().define({ devices: cdrom });
        const error = await caught(create(fixed({ userData: "second" })));
        expect(error).toMatchObject({ code: "volume-conflict" });
        expect(error.message).toContain(`has other content, and domain "${domain.name}" uses it at hda. Detach it`);
        await expectStored(lost, fixed());
    });

    it("is taken over, with a warning, from an image that nobody uses", async () => {
        await create(fixed());
        const state = await create(fixed({ userData: "second" }));
        await expectStored(state, fixed({ userData: "second" }));
        expect(host().warnings).toEqual([
            `replaced the image ${path()}, which an earlier run or another drive with this volumePrefix left there`,
        ]);
    });

    it.each([
        { format: "iso9660", name: "drive.iso", nth: 1 },
        { format: "iso9660", name: "drive.iso", nth: 2 },
        { format: "vfat", name: "drive.img", nth: 1 },
        { format: "vfat", name: "drive.img", nth: 2 },
    ] as const)("is taken over from a run that was killed before upload $nth of $format", async (row) => {
        const { format, name, nth } = row;
        const killed = killedAt(host().handle(), "storageVolUpload", nth);
        const lost = await caught(createDrive(killed, host().declare(fixed({ format, userData: "lost" }))));
        expect(lost.message).toBe("killed");
        expect(await host().files()).toEqual([name]);
        expect(recognised(await readFile(join(host().folder, name)))).toBe("");
        const state = await create(fixed({ format }));
        await expectStored(state, fixed({ format }));
    });

    it.each(["vfat", "iso9660"] as const)("becomes one with a digest and back, %s", async (format) => {
        const first = await create(fixed({ format }));
        expect(first.volume).toBe(format === "vfat" ? "drive.img" : "drive.iso");
        const plain = await update(first, { format });
        expect(plain.volume).toMatch(/^drive-[0-9a-f]{12}\./);
        expect(plain.retiredVolumes).toEqual([first.volumeKey]);
        const again = await update(plain, fixed({ format, userData: "again" }));
        expect(again.volume).toBe(first.volume);
        await expectStored(again, fixed({ format, userData: "again" }));
        await remove(again);
        expect(await host().files()).toEqual([]);
    });

    it("is the same after the file was deleted, and its guests get the new one", async () => {
        const first = await create(fixed());
        const cdrom = `<disk type='file' device='cdrom'><source file='${first.volumePath}'/><target dev='hda' bus='ide'/><readonly/></disk>`;
        const domain = await host().define({ devices: cdrom });
        await domain.boot();
        await unlink(first.volumePath);
        expect(await read(first)).toMatchObject({ drive: "volume missing" });
        const again = await update(first, fixed());
        expect(again).toEqual(first);
        await expectStored(again, fixed());
        expect(await domain.openImages(/drive\.iso/)).toEqual(["drive.iso"]);
    });

    it("stays with a file that was restored without libvirt's knowledge", async () => {
        const first = await create(fixed());
        await rename(path(), `${path()}.bak`);
        await host().virsh("pool-refresh", host().pool);
        await rename(`${path()}.bak`, path());
        const second = await update(first, fixed({ userData: "second" }));
        await expectStored(second, fixed({ userData: "second" }));
    });

    it("moves with the pool", async () => {
        const first = await create(fixed());
        const pool = await host().otherPool();
        const second = await update(first, fixed({ pool: pool.name }));
        expect(second.volumePath).toBe(join(pool.folder, "drive.iso"));
        expect(second.retiredVolumes).toEqual([first.volumeKey]);
        const third = await update(second, fixed({ pool: pool.name, userData: "third" }));
        expect(await host().files()).toEqual([]);
        await remove(third);
    });
});
