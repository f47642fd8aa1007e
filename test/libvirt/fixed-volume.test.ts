import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { DOMAIN_XML_INACTIVE } from "../../provider/libvirt/flags.ts";
import type { Inputs } from "../../provider/model/inputs.ts";
import type { State } from "../../provider/model/state.ts";
import { lifeCycleOn, SCSI_CONTROLLER, useTestHost } from "../support/host.ts";
import type { TestDomain } from "../support/test-domain.ts";

const FIXED: Partial<Inputs> = { fixedVolume: true };

/** A cdrom as a program declares it, with all that a change of the medium could lose. */
const cdrom = (source: string, target: string, bus: string, more = ""): string =>
    `<disk type='file' device='cdrom'><driver name='qemu' type='raw' cache='writethrough'/><source file='${source}' startupPolicy='requisite'/><target dev='${target}' bus='${bus}'/><readonly/><serial>cloudinit</serial>${more}</disk>`;

describe("a volume with a fixed name", () => {
    const host = useTestHost();
    const { create, update, read, remove } = lifeCycleOn(host);

    const sha256Of = async ({ volumePath }: State): Promise<string> => {
        const { createHash } = await import("node:crypto");
        return createHash("sha256")
            .update(await readFile(volumePath))
            .digest("hex");
    };

    /** Both definitions. libvirt numbers each medium that a machine gets. */
    const definitionsOf = async (domain: TestDomain): Promise<readonly string[]> => {
        const ref = await domain.ref();
        const texts = [0, DOMAIN_XML_INACTIVE].map((flags) => host().client.domainGetXmlDesc(ref, flags));
        return (await Promise.all(texts)).map((xml) => xml.replaceAll(/ index='\d+'\/>/g, "/>"));
    };

    it("keeps its name, its path and its ids", async () => {
        const first = await create(FIXED);
        expect(first).toMatchObject({
            volume: "drive.iso",
            volumePath: join(host().folder, "drive.iso"),
            drive: "stored",
        });
        expect(await sha256Of(first)).toBe(first.imageDigest);
        const second = await update(first, { ...FIXED, userData: "second" });
        expect(second.imageDigest).not.toBe(first.imageDigest);
        expect(second).toEqual({ ...first, imageDigest: second.imageDigest, contents: second.contents });
        expect(await sha256Of(second)).toBe(second.imageDigest);
        expect(await host().files()).toEqual(["drive.iso"]);
        await remove(second);
        expect(await host().files()).toEqual([]);
    });

    it("changes in every machine that has it, and nothing else of them does", async () => {
        const first = await create(FIXED);
        const path = first.volumePath;
        const domains = [
            await host().define({ devices: cdrom(path, "hda", "ide", "<alias name='ua-mine'/>") }),
            await host().define({ machine: "q35", devices: cdrom(path, "sda", "sata") + cdrom(path, "sdb", "sata") }),
            await host().define({ devices: SCSI_CONTROLLER + cdrom(path, "sda", "scsi") }),
        ];
        const off = await host().define({ devices: cdrom(path, "hda", "ide") });
        await Promise.all(domains.map((domain) => domain.boot()));
        const before = await Promise.all([...domains, off].map(definitionsOf));
        const incarnations = await Promise.all(domains.map((domain) => domain.incarnation()));
        const second = await update(first, { ...FIXED, userData: "second" });
        expect(await sha256Of(second)).toBe(second.imageDigest);
        expect(await Promise.all([...domains, off].map(definitionsOf))).toEqual(before);
        expect(await Promise.all(domains.map((domain) => domain.incarnation()))).toEqual(incarnations);
        expect(host().warnings).toEqual([]);
        expect(await read(second)).toEqual(second);
    });
});
