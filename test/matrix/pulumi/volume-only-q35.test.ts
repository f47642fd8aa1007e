import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readReport, waitFor } from "../../guests/guest.ts";
import { inspectImage, recordEvents, virsh } from "../../pulumi/host.ts";
import { DRIVE_FIRST } from "../../pulumi/lives.ts";
import { Stack } from "../../pulumi/stack.ts";
import type { EventRecorder } from "../../support/events/recorder.ts";

/** Puts the cdrom that @pulumi/libvirt puts on ide on sata. */
const XSLT = `<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:template match="node()|@*"><xsl:copy><xsl:apply-templates select="node()|@*"/></xsl:copy></xsl:template>
  <xsl:template match="disk[@device='cdrom']/target/@bus"><xsl:attribute name="bus">sata</xsl:attribute></xsl:template>
</xsl:stylesheet>`;

const Q35 = { PULUMI_NODEJS_TRANSPILE_ONLY: "true", MACHINE: "q35" };

describe("a drive as the cloudinit of a q35 domain of @pulumi/libvirt", () => {
    let stack: Stack;
    let events: EventRecorder;

    beforeEach(async () => {
        events = await recordEvents();
        stack = new Stack("volume-only");
        await stack.init();
    });
    afterEach(async () => {
        await stack.remove();
        await events.stop();
    });

    /** Waits until the guest has read the drive as it is now. */
    const seenInGuest = async (): Promise<void> => {
        const { volumePath = "" } = await stack.outputs();
        const wanted = JSON.stringify(inspectImage(volumePath).files);
        const look = (log: string): true | undefined =>
            JSON.stringify(readReport(log)?.files) === wanted ? true : undefined;
        await waitFor(stack.console, look, 120_000);
    };

    it("is refused, since that provider puts it on ide, and nothing is left", async () => {
        const { code, output } = await stack.run(["up", "--yes", "--skip-preview"], Q35);
        expect(code).not.toBe(0);
        expect(output).toContain("IDE controllers are unsupported");
        expect(await events.defined()).toEqual([]);
    });

    it("is in at the first boot with an xslt for sata, but its content can't change", async () => {
        const variables = { ...Q35, XSLT };
        await stack.up(variables);
        const { domain = "", volumePath = "" } = await stack.outputs();
        expect(await events.take(domain)).toEqual(DRIVE_FIRST);
        await stack.refreshNothing(variables);
        await stack.previewNothing(variables);

        const changed = { ...variables, GUEST_NAME: "renamed" };
        const ignored = { ...changed, IGNORE: "cloudinit" };
        expect(await stack.up(ignored)).toMatch(/1 updated/);
        await stack.refreshNothing(ignored);
        const { code, output } = await stack.run(["up", "--yes", "--skip-preview"], changed);
        expect(code).not.toBe(0);
        expect(output).toMatch(/target hdd doesn't exist|cannot modify field 'bus'/);
        for (const xml of [virsh("dumpxml", domain), virsh("dumpxml", "--inactive", domain)]) {
            expect(xml).toContain(volumePath);
        }
        expect(await events.take(domain)).toEqual([]);
    });

    it("gets new content while the guest runs, with a fixed volume", async () => {
        const variables = { ...Q35, XSLT, FIXED: "true" };
        await stack.up(variables);
        const { domain = "" } = await stack.outputs();
        expect(await events.take(domain)).toEqual(DRIVE_FIRST);
        await seenInGuest();
        const changed = { ...variables, GUEST_NAME: "renamed" };
        expect(await stack.up(changed)).toMatch(/1 updated/);
        await seenInGuest();
        await stack.refreshNothing(changed);
        await stack.previewNothing(changed);
        expect(await events.take(domain)).toEqual([]);
    });
});
