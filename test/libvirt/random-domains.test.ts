import { describe, expect, it } from "vitest";
import { withCalls } from "../support/calls.ts";
import { emptyCdrom, useTestHost } from "../support/host.ts";
import type { Media } from "./domains/domain-xml.ts";
import { Machine } from "./domains/machine.ts";
import { expectNoHarm, FIRST_SEED } from "./domains/no-harm.ts";
import { makeLanes } from "./domains/stage.ts";
import { Trial } from "./domains/trial.ts";

describe("a drive in a random domain", () => {
    const host = useTestHost();

    it(`does no harm, CONFIG_DRIVE_SEED=${FIRST_SEED}`, async () => {
        await expectNoHarm(await makeLanes(host()), { seed: FIRST_SEED, count: 12 }, "pc", "q35", "virt");
    });
});

describe("the test of random domains", () => {
    const host = useTestHost();

    /** A machine that boots the cdrom on its second port; a disk has the first target, but the last port. */
    const xmlOf = (name: string, { path, name: medium }: Media): string => `<domain type='qemu'>
    <name>${name}</name>
    <memory unit='MiB'>48</memory>
    <os><type arch='x86_64' machine='q35'>hvm</type><boot dev='cdrom'/></os>
    <features><acpi/></features>
    <devices>
        <disk type='file'>
            <source file='${path(medium(0, "raw"))}'/>
            <target dev='sda' bus='sata'/>
            <address type='drive' unit='5'/>
        </disk>
        ${emptyCdrom("sdb", "sata")}
    </devices>
</domain>`;

    const off = { place: { bus: "auto", target: undefined }, move: undefined, running: "never" } as const;

    /** What it finds if the package attaches the drive elsewhere, or doesn't detach it. */
    const harmsOf = async (target: string | undefined, detaches: boolean): Promise<readonly string[]> => {
        const [lane] = await makeLanes(host(), 1);
        if (lane === undefined) throw new RangeError("no lanes");
        const machine = await Machine.define(lane, (name) => xmlOf(name, lane.media));
        const { client } = host();
        const attach: typeof client.domainAttachDeviceFlags = (ref, xml, flags, options) => {
            const elsewhere = xml.replace(/ dev='sd.'/, ` dev='${target}'`).replace(/<address[^>]*>/, "");
            return client.domainAttachDeviceFlags(ref, target === undefined ? xml : elsewhere, flags, options);
        };
        const broken = withCalls(client, {
            domainAttachDeviceFlags: attach,
            ...(!detaches && { domainDetachDeviceFlags: async () => undefined }),
        });
        try {
            return (await new Trial(machine, "cdrom", broken).run(off)).harms.map(({ kind }) => kind);
        } finally {
            await machine.remove();
        }
    };

    it("finds nothing where nothing is wrong", async () => {
        expect(await harmsOf(undefined, true)).toEqual([]);
    });

    it("finds a drive that boots instead of the cdrom that did", async () => {
        expect(await harmsOf("hda", true)).toEqual([
            "cdrom: boots otherwise",
            "cdrom: the drive boots beside others of its class",
        ]);
    });

    it("finds a drive in the place of another disk", async () => {
        // libvirt 9.0 attaches it and then doesn't start the domain; 11.3 doesn't attach it.
        const harms = await harmsOf("hdb", true);
        expect(harms).not.toEqual([]);
        for (const harm of harms) expect(harm).toContain("Found duplicate drive address");
    });

    it("finds a drive that stays", async () => {
        expect(await harmsOf(undefined, false)).toEqual(["cdrom: isn't restored: +disk type=file device=cdrom"]);
    });
});
