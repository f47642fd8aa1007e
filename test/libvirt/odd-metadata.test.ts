import { describe, expect, it } from "vitest";
import { caught, lifeCycleOn, useTestHost } from "../support/host.ts";
import type { TestDomain } from "../support/test-domain.ts";

/** What libvirt keeps in `<metadata>` as it is given. */
const ODD: Readonly<Record<string, string>> = {
    "a document type in a section": "<![CDATA[<!DOCTYPE html><p>&#27;</p>]]>",
    "a document type in a comment": "<!-- a <!DOCTYPE b -->",
    "a prefix that is bound nowhere": "<m:b/>",
    "an attribute whose prefix is bound nowhere": '<b m:c="1"/>',
    "a name with two colons": "<b:c:d/>",
};

describe("a host with a domain whose metadata is odd", () => {
    const host = useTestHost();
    const { create, update, remove } = lifeCycleOn(host);

    const domainWith = (inner: string): Promise<TestDomain> =>
        host().defineXml(
            (name) => `<domain type='qemu'>
    <name>${name}</name>
    <metadata><n:notes xmlns:n="urn:notes">${inner}</n:notes></metadata>
    <memory unit='MiB'>48</memory>
    <os><type arch='x86_64' machine='pc'>hvm</type></os>
</domain>`,
        );

    /** Updates a drive without a domain until an earlier image of it can go. */
    const updateTwice = async () => {
        const first = await create({ userData: "1" });
        const second = await update(first, { userData: "2" });
        return [first, second, await update(second, { userData: "3" })] as const;
    };

    it.each(Object.entries(ODD))("gives that domain a drive, and takes it away: %s", async (_, inner) => {
        const domain = await domainWith(inner);
        expect(await host().virsh("dumpxml", domain.name)).toContain(inner);
        const state = await create({ domain: domain.uuid });
        expect(state.drive).toBe("attached");
        expect(await host().virsh("dumpxml", domain.name)).toContain(inner);
        await remove(state);
        expect((await domain.config()).disks).toEqual([]);
        expect(await host().files()).toEqual([]);
    });

    it("updates drives that have nothing to do with it, and deletes their earlier images", async () => {
        for (const inner of Object.values(ODD)) await domainWith(inner);
        const [first, second, third] = await updateTwice();
        expect(await host().files()).toEqual([second.volume, third.volume].sort());
        expect(await host().files()).not.toContain(first.volume);
        expect(host().warnings).toEqual([]);
    });

    it("deletes no earlier image while a domain can't be read, names that domain, and deletes them later", async () => {
        const domain = await domainWith("<b/>".repeat(20_001));
        const states = await updateTwice();
        expect(await host().files()).toEqual(states.map(({ volume }) => volume).sort());
        expect(host().warnings).toEqual([
            `domain "${domain.name}" can't be read (read XML of domain "${domain.name}": it has more than 20000 tags. Report this, with the version of libvirt, as an issue of pulumi-config-drive), so it may use any image. Until it can be read, updates keep earlier images, and destroy deletes its own`,
        ]);
        expect((await caught(create({ domain: domain.uuid, volumePrefix: "other" }))).message).toBe(
            `read XML of domain "${domain.name}": it has more than 20000 tags. Report this, with the version of libvirt, as an issue of pulumi-config-drive.`,
        );
        await domain.undefine();
        const last = await update(states[2], { userData: "4" });
        expect(await host().files()).toEqual([states[2].volume, last.volume].sort());
    });
});
