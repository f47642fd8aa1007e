import { createHash } from "node:crypto";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { deleteDrive } from "../../../provider/lifecycle/delete.ts";
import { readDrive } from "../../../provider/lifecycle/read.ts";
import type { Inputs } from "../../../provider/model/inputs.ts";
import { domainXml, readReports, waitFor } from "../../guests/guest.ts";
import { caught, lifeCycleOn, useTestHost } from "../../support/host.ts";
import type { PcMachine, TestDomain } from "../../support/test-domain.ts";

const BOOT_MS = 60_000;

describe("a drive in a machine whose guest runs", () => {
    const host = useTestHost();
    const console = (domain: TestDomain): string => join(host().folder, `${domain.name}.log`);

    const { create, update } = lifeCycleOn(host);

    const define = (machine: PcMachine, ...kernelWords: readonly string[]): Promise<TestDomain> =>
        host().defineXml((name, folder) =>
            domainXml({ name, machine, kernelWords, console: join(folder, `${name}.log`) }),
        );

    /** Waits until the guest has read these user data from a drive. */
    const sees = async (domain: TestDomain, userData: string): Promise<void> => {
        const sha256 = createHash("sha256").update(userData).digest("hex");
        await waitFor(
            console(domain),
            (log) =>
                readReports(log).find(({ files }) =>
                    files.some((file) => file.path === "openstack/latest/user_data" && file.sha256 === sha256),
                ),
            BOOT_MS,
        );
    };

    it.each<PcMachine>(["pc", "q35"])(
        "is plugged into a running %s and changed, and goes with its controller",
        async (machine) => {
            const domain = await define(machine);
            await domain.start();
            const first = await create({ domain: domain.uuid, userData: "first" });
            expect(first.attachedBus).toBe("scsi");
            await sees(domain, "first");
            const incarnation = await domain.incarnation();
            const second = await update(first, { domain: domain.uuid, userData: "second" });
            await sees(domain, "second");
            await deleteDrive(host().handle(), second);
            expect(await domain.live()).toEqual({ disks: [], controllers: [] });
            expect(await domain.config()).toEqual({ disks: [], controllers: [] });
            expect(await domain.incarnation()).toBe(incarnation);
        },
    );

    it.each<PcMachine>(["pc", "q35"])(
        "isn't torn from the guest of a %s that locks the tray, unless it goes",
        async (machine) => {
            const domain = await define(machine, "guest.hold");
            const inputs: Partial<Inputs> = { domain: domain.uuid, userData: "first", startDomain: true };
            const first = await create(inputs);
            await sees(domain, "first");
            const error = await caught(update(first, { ...inputs, userData: "second" }));
            expect(error).toMatchObject({
                code: "tray-locked",
                message: `change the medium of ${first.attachedTarget} in domain "${domain.name}": the guest keeps the tray locked. Unmount the drive in the guest or shut the domain down, then run again.`,
            });
            expect(await readDrive(host().handle(), first)).toEqual(first);
            expect((await host().files()).filter((file) => file.endsWith(".iso"))).toEqual([first.volume]);
            await deleteDrive(host().handle(), first);
            expect(await domain.openImages()).toEqual([]);
            expect((await domain.config()).disks).toEqual([]);
            expect(await domain.isActive()).toBe(true);
        },
    );
});
