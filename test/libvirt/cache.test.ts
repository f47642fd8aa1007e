import { readdir, readFile, readlink } from "node:fs/promises";
import { basename } from "node:path";
import { describe, expect, it } from "vitest";
import { AFFECT_CONFIG, DOMAIN_XML_INACTIVE } from "../../provider/libvirt/flags.ts";
import { attribute, childElement, childElements, descendant, parseXml } from "../../provider/libvirt/xml.ts";
import type { Cache, Inputs } from "../../provider/model/inputs.ts";
import { lifeCycleOn, SCSI_CONTROLLER, useTestHost } from "../support/host.ts";
import { qemuOf } from "../support/process-table.ts";
import { DRIVE_ALIAS, seenDrive, type TestDomain } from "../support/test-domain.ts";

/** Each mode as `virsh domxml-to-native` shows it. */
const MODES: readonly { readonly cache: Cache; readonly qemu: string | undefined }[] = [
    { cache: "default", qemu: undefined },
    { cache: "none", qemu: '"cache":{"direct":true,"no-flush":false}' },
    { cache: "writethrough", qemu: '"cache":{"direct":false,"no-flush":false}' },
    { cache: "writeback", qemu: '"cache":{"direct":false,"no-flush":false}' },
    { cache: "directsync", qemu: '"cache":{"direct":true,"no-flush":false}' },
    { cache: "unsafe", qemu: '"cache":{"direct":false,"no-flush":true}' },
];

const O_DIRECT = 0o40000;

describe("the cache mode of a drive", () => {
    const host = useTestHost();
    const { create, update, read } = lifeCycleOn(host);

    const cachesIn = (xml: string): readonly (string | undefined)[] => {
        const devices = descendant(parseXml(xml), "devices");
        return childElements(devices ?? parseXml(xml), "disk")
            .filter((disk) => attribute(childElement(disk, "alias"), "name") === DRIVE_ALIAS)
            .map((disk) => attribute(childElement(disk, "driver"), "cache"));
    };
    const inDefinition = async (domain: TestDomain, flags: number): Promise<readonly (string | undefined)[]> =>
        cachesIn(await host().client.domainGetXmlDesc(await domain.ref(), flags));
    const forNextStart = (domain: TestDomain) => inDefinition(domain, DOMAIN_XML_INACTIVE);
    const live = (domain: TestDomain) => inDefinition(domain, 0);

    /** Whether QEMU has an image open with O_DIRECT. */
    const opensDirectly = async (domain: TestDomain, path: string): Promise<boolean> => {
        const folder = `/proc/${qemuOf(domain.name)?.pid}`;
        for (const file of await readdir(`${folder}/fd`)) {
            // Of a QEMU in another mount namespace, only the end of the path is the same.
            const isImage = (await readlink(`${folder}/fd/${file}`).catch(() => "")).endsWith(basename(path));
            if (!isImage) continue;
            const [, flags = ""] = /^flags:\s+(\d+)$/m.exec(await readFile(`${folder}/fdinfo/${file}`, "utf8")) ?? [];
            return (Number.parseInt(flags, 8) & O_DIRECT) !== 0;
        }
        throw new Error(`${path} isn't open`);
    };

    it.each(MODES)("is $cache in the domain and on QEMU's command line", async ({ cache, qemu }) => {
        const domain = await host().define();
        const state = await create({ domain: domain.uuid, cache });
        expect(state.cache).toBe(cache);
        expect(await forNextStart(domain)).toEqual([cache === "default" ? undefined : cache]);
        const native = await host().virsh("domxml-to-native", "qemu-argv", "--domain", domain.name);
        const [image] = native.match(new RegExp(`\\{[^ ]*${state.volume}[^ ]*`)) ?? [];
        expect(image?.match(/"cache":\{[^}]*\}/)?.[0]).toBe(qemu);
        await domain.start();
        expect(await opensDirectly(domain, state.volumePath)).toBe(qemu?.includes('"direct":true') ?? false);
        expect(await read(state)).toEqual(state);
    });

    it.each<Partial<Inputs>>([{}, { format: "vfat" }])("changes in a domain that is off: %j", async (inputs) => {
        const domain = await host().define();
        const first = await create({ ...inputs, domain: domain.uuid });
        const second = await update(first, { ...inputs, domain: domain.uuid, cache: "none" });
        expect(await forNextStart(domain)).toEqual(["none"]);
        expect(second.volume).toBe(first.volume);
        const third = await update(second, { ...inputs, domain: domain.uuid, cache: "none", userData: "third" });
        expect(await forNextStart(domain)).toEqual(["none"]);
        expect(await update(third, { ...inputs, domain: domain.uuid, userData: "third" })).toMatchObject({
            cache: "default",
        });
        expect(await forNextStart(domain)).toEqual([undefined]);
        await domain.start();
    });

    it.each<Partial<Inputs>>([{ bus: "scsi" }, { bus: "scsi", format: "vfat" }])(
        "changes in a running machine, where the drive is plugged in again: %j",
        async (inputs) => {
            const domain = await host().define({ devices: SCSI_CONTROLLER });
            const declared = { ...inputs, domain: domain.uuid };
            const first = await create(declared);
            await domain.boot();
            const before = await domain.incarnation();
            const second = await update(first, { ...declared, cache: "none" });
            expect([await live(domain), await forNextStart(domain)]).toEqual([["none"], ["none"]]);
            expect(await opensDirectly(domain, second.volumePath)).toBe(true);
            expect((await domain.live()).disks).toEqual([seenDrive(second.device, second)]);
            const third = await update(second, { ...declared, cache: "none", userData: "third" });
            expect(await opensDirectly(domain, third.volumePath)).toBe(true);
            const fourth = await update(third, { ...declared, userData: "third" });
            expect([await live(domain), await forNextStart(domain)]).toEqual([[undefined], [undefined]]);
            expect(await read(fourth)).toEqual(fourth);
            expect(await domain.incarnation()).toBe(before);
        },
    );

    it("changes at the next start on a fixed port", async () => {
        const domain = await host().define();
        const declared = { domain: domain.uuid };
        const first = await create({ ...declared, cache: "none" });
        await domain.boot();
        const second = await update(first, { ...declared, cache: "writeback", userData: "second" });
        expect([await live(domain), await forNextStart(domain)]).toEqual([["none"], ["writeback"]]);
        expect((await domain.live()).disks).toEqual([seenDrive("cdrom", second)]);
        expect(await opensDirectly(domain, second.volumePath)).toBe(true);
        expect(await read(second)).toEqual(second);
        const third = await update(second, { ...declared, cache: "directsync", userData: "second" });
        expect([await live(domain), await forNextStart(domain)]).toEqual([["none"], ["directsync"]]);
        await domain.stop();
        await domain.start();
        expect(await live(domain)).toEqual(["directsync"]);
        expect(await read(third)).toEqual(third);
    });

    it("comes back with the medium of an ejected drive", async () => {
        const domain = await host().define({ devices: SCSI_CONTROLLER });
        const declared = { domain: domain.uuid, bus: "scsi" } as const;
        const first = await create(declared);
        await domain.boot();
        const ejected = await update(first, { ...declared, ejected: true, cache: "none" });
        expect(ejected.drive).toBe("ejected");
        const back = await update(ejected, { ...declared, cache: "none" });
        expect(back.drive).toBe("attached");
        expect([await live(domain), await forNextStart(domain)]).toEqual([["none"], ["none"]]);
    });

    it("goes with the I/O mode that requires it", async () => {
        const domain = await host().define();
        const first = await create({ domain: domain.uuid, cache: "none" });
        await domain.update(first.diskXml.replace('cache="none"', 'cache="none" io="native"'), AFFECT_CONFIG);
        const second = await update(first, { domain: domain.uuid, cache: "none", userData: "second" });
        expect(second.diskXml).toContain('cache="none" io="native"');
        const third = await update(second, { domain: domain.uuid, userData: "second" });
        expect(third.diskXml).toMatch(/<driver name="qemu" type="raw"\/>/);
        await domain.start();
    });

    it("is in the element that a volume only suggests", async () => {
        expect((await create({ cache: "none" })).diskXml).toContain("<driver name='qemu' type='raw' cache='none'/>");
    });
});
