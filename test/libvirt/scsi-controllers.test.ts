import { describe, expect, it } from "vitest";
import { AFFECT_CONFIG, DOMAIN_XML_INACTIVE } from "../../provider/libvirt/flags.ts";
import { defineDomain } from "../support/client-verbs.ts";
import { lifeCycleOn, SCSI_CONTROLLER, useTestHost } from "../support/host.ts";

/** A SCSI device of the host; libvirt looks for it only when the machine starts. */
const hostDevice = (unit: number, address = ""): string =>
    `<hostdev mode='subsystem' type='scsi'><source><adapter name='scsi_host0'/><address bus='0' target='0' unit='${unit}'/></source>${address}</hostdev>`;

const address = (unit: number): string => `<address type='drive' controller='0' bus='0' target='0' unit='${unit}'/>`;

describe("a SCSI controller that a drive is on", () => {
    const host = useTestHost();
    const { create, remove } = lifeCycleOn(host);

    it("has a free unit beside devices of the host", async () => {
        const domain = await host().define({ devices: SCSI_CONTROLLER + hostDevice(0) + hostDevice(1, address(1)) });
        const state = await create({ domain: domain.uuid, bus: "scsi" });
        expect(state.drive).toBe("attached");
        expect(state.diskXml).toContain(`controller="0" bus="0" target="0" unit="2"`);
    });

    it("stays where a device of the host is on it, and goes once that is gone", async () => {
        const domain = await host().define();
        const first = await create({ domain: domain.uuid, bus: "scsi" });
        await domain.attach(hostDevice(0, address(3)), AFFECT_CONFIG);
        await remove(first);
        expect(await domain.config()).toEqual({ disks: [], controllers: ["0:virtio-scsi"] });
        const second = await create({ domain: domain.uuid, bus: "scsi" });
        await domain.detach(hostDevice(0, address(3)), AFFECT_CONFIG);
        await remove(second);
        expect(await domain.config()).toEqual({ disks: [], controllers: [] });
    });

    it("stays where somebody made it their own", async () => {
        const domain = await host().define();
        const state = await create({ domain: domain.uuid, bus: "scsi" });
        const xml = await host().client.domainGetXmlDesc(await domain.ref(), DOMAIN_XML_INACTIVE);
        const theirs = xml.replace(/(<controller type='scsi'[^>]*>)\s*<alias[^>]*>/, "$1<driver queues='4'/>");
        await defineDomain(host().client, theirs);
        await remove(state);
        expect(await domain.config()).toEqual({ disks: [], controllers: ["0:virtio-scsi"] });
    });
});
