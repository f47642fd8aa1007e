import { describe, expect, it } from "vitest";
import { AFFECT_CONFIG } from "../../provider/libvirt/flags.ts";
import { createDrive } from "../../provider/lifecycle/create.ts";
import { readDrive } from "../../provider/lifecycle/read.ts";
import { emptyCdrom, SCSI_CONTROLLER, useTestHost } from "../support/host.ts";
import { rightBefore } from "../support/meanwhile.ts";

describe("a domain that was off when the drive was begun", () => {
    const host = useTestHost();

    it("has the drive in both definitions, where it is started meanwhile", async () => {
        const domain = await host().define({ devices: SCSI_CONTROLLER });
        const news = host().declare({ domain: domain.uuid, bus: "scsi" });
        const handle = rightBefore(host().handle(), "domainAttachDeviceFlags", () => domain.start());
        const state = await createDrive(handle, news);
        expect((await domain.config()).disks).toMatchObject([{ bus: "scsi", file: state.volumePath }]);
        expect((await domain.live()).disks).toMatchObject([{ bus: "scsi", file: state.volumePath }]);
        expect(await readDrive(host().handle(), state)).toEqual(state);
    });

    it.each(["pc", "q35"] as const)("has it beside what another program put in its place, %s", async (machine) => {
        const domain = await host().define({ machine });
        const [bus, first, second] = machine === "pc" ? ["ide", "hda", "hdb"] : ["sata", "sda", "sdb"];
        const news = host().declare({ domain: domain.uuid });
        const handle = rightBefore(host().handle(), "domainAttachDeviceFlags", () =>
            domain.attach(emptyCdrom(first, bus), AFFECT_CONFIG),
        );
        const state = await createDrive(handle, news);
        expect(state.attachedTarget).toBe(second);
        expect((await domain.config()).disks).toMatchObject([
            { target: first, file: undefined },
            { target: second, file: state.volumePath },
        ]);
    });

    it("has it once, where a run that was given up puts it in after all", async () => {
        const domain = await host().define({ machine: "q35" });
        const news = host().declare({ domain: domain.uuid });
        const handle = rightBefore(host().handle(), "domainAttachDeviceFlags", async () => {
            await createDrive(host().handle(), news);
        });
        const state = await createDrive(handle, news);
        expect((await domain.config()).disks).toMatchObject([{ target: "sda", file: state.volumePath }]);
        expect(await host().files()).toEqual([state.volume]);
    });
});
