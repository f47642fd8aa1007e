import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { rebuildDrive } from "../../../provider/image/build.ts";
import type { Inputs } from "../../../provider/model/inputs.ts";
import type { State } from "../../../provider/model/state.ts";
import { domainXml, type GuestOptions } from "../../guests/guest.ts";
import { DiskStage } from "../../libvirt/disk-stage.ts";
import { caught, lifeCycleOn, useTestHost } from "../../support/host.ts";
import { joined } from "../../support/in-memory.ts";
import type { TestDomain } from "../../support/test-domain.ts";

const cdrom = ({ volumePath }: State, target = "hda", bus = "ide"): string =>
    `<disk type='file' device='cdrom'><driver name='qemu' type='raw'/><source file='${volumePath}'/><target dev='${target}' bus='${bus}'/><readonly/></disk>`;

describe("a guest whose drive is a volume with a fixed name", () => {
    const host = useTestHost();
    const stage = new DiskStage(host);
    const { create, update, read } = lifeCycleOn(host);

    const inputs = (userData: string, more: Partial<Inputs> = {}): Partial<Inputs> => ({
        fixedVolume: true,
        userData,
        ...more,
    });

    const boot = async (options: Partial<GuestOptions>): Promise<TestDomain> => {
        const domain = await host().defineXml((name, folder) =>
            domainXml({ name, console: join(folder, `${name}.log`), ...options }),
        );
        await domain.start();
        return domain;
    };

    const expectStored = async (state: State, declared: Partial<Inputs>): Promise<void> => {
        const { image } = rebuildDrive(host().declare(declared));
        const stored = await readFile(state.volumePath);
        expect(stored.subarray(0, image.used).equals(joined(image.chunks))).toBe(true);
        expect(stored.subarray(image.used).every((byte) => byte === 0)).toBe(true);
    };

    it.each([
        { machine: "pc", target: "hda", bus: "ide" },
        { machine: "q35", target: "sda", bus: "sata" },
    ] as const)("reads the new files of a larger and of a smaller image, on $bus", async ({ machine, target, bus }) => {
        const large = { files: { "/etc/large": { content: "0123456789abcdef".repeat(60_000) } } };
        const first = await create(inputs("first"));
        const domain = await boot({ machine, devices: [cdrom(first, target, bus)] });
        await stage.sees(domain, "first");
        const incarnation = await domain.incarnation();
        const second = await update(first, inputs("second", large));
        await expectStored(second, inputs("second", large));
        expect((await stat(second.volumePath)).size).toBe(second.imageSize);
        await stage.sees(domain, "second");
        const third = await update(second, inputs("third"));
        await expectStored(third, inputs("third"));
        await stage.sees(domain, "third");
        expect(await domain.incarnation()).toBe(incarnation);
        expect(await read(third)).toEqual(third);
    });

    it("keeps the old image if it holds the tray, and so does every other guest", async () => {
        const first = await create(inputs("first"));
        const free = await boot({ devices: [cdrom(first)] });
        const holding = await boot({ devices: [cdrom(first)], kernelWords: ["guest.hold"] });
        await stage.sees(free, "first");
        await stage.sees(holding, "first");
        const before = [await free.live(), await holding.live()];
        const error = await caught(update(first, inputs("second")));
        expect(error).toMatchObject({
            code: "tray-locked",
            message: `change the medium of hda in domain "${holding.name}": the guest keeps the tray locked. Unmount the drive in the guest or shut the domain down, then run again.`,
        });
        await expectStored(first, inputs("first"));
        expect([await free.live(), await holding.live()]).toEqual(before);
        expect(await read(first)).toEqual(first);
        await holding.stop();
        const second = await update(first, inputs("second"));
        await stage.sees(free, "second");
        await holding.start();
        await stage.sees(holding, "second");
        expect(await read(second)).toEqual(second);
    });

    it("keeps the old image if it has the volume as a disk", async () => {
        const first = await create(inputs("first"));
        const disk = `<disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='${first.volumePath}'/><target dev='vda' bus='virtio'/><readonly/></disk>`;
        const free = await boot({ devices: [cdrom(first)] });
        const other = await boot({ devices: [disk] });
        await stage.sees(other, "first");
        const error = await caught(update(first, inputs("second")));
        expect(error).toMatchObject({
            code: "hotplug-unsupported",
            message: `change the medium of vda in domain "${other.name}": the guest is running, and a disk on virtio like this can't be emptied before it stops. Shut the domain down, then run again.`,
        });
        await expectStored(first, inputs("first"));
        expect((await free.live()).disks).toMatchObject([{ file: first.volumePath }]);
        await other.stop();
        await update(first, inputs("second"));
        await other.start();
        await stage.sees(other, "second");
        await stage.sees(free, "second");
    });
});
