import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { rebuildDrive } from "../../../provider/image/build.ts";
import type { LibvirtClient } from "../../../provider/libvirt/client.ts";
import { DOMAIN_XML_INACTIVE } from "../../../provider/libvirt/flags.ts";
import { updateDrive } from "../../../provider/lifecycle/update.ts";
import type { Inputs } from "../../../provider/model/inputs.ts";
import type { State } from "../../../provider/model/state.ts";
import { caught, lifeCycleOn, SCSI_CONTROLLER, useTestHost } from "../../support/host.ts";
import { joined } from "../../support/in-memory.ts";
import { beforeCalls, killedAt, rightBefore } from "../../support/meanwhile.ts";
import { qemuOf } from "../../support/process-table.ts";
import { recognised } from "../../support/recognised.ts";
import type { TestDomain } from "../../support/test-domain.ts";

const cdrom = (source: string, target = "hda", bus = "ide"): string =>
    `<disk type='file' device='cdrom'><driver name='qemu' type='raw'/><source file='${source}' startupPolicy='mandatory'/><target dev='${target}' bus='${bus}'/><readonly/><serial>cloudinit</serial></disk>`;

const LARGE: Partial<Inputs> = { files: { "/etc/large": { content: "0123456789abcdef".repeat(60_000) } } };

describe("while a volume with a fixed name changes", () => {
    const host = useTestHost();
    const { create, update, read } = lifeCycleOn(host);

    const declared = (userData: string, more: Partial<Inputs> = {}): Partial<Inputs> => ({
        fixedVolume: true,
        userData,
        ...more,
    });
    const bytesOf = (inputs: Partial<Inputs>): Uint8Array => {
        const { image } = rebuildDrive(host().declare(inputs));
        return joined(image.chunks);
    };
    const startsWith = (bytes: Uint8Array, start: Uint8Array): boolean =>
        Buffer.compare(bytes.subarray(0, start.length), start) === 0;

    const definitionsOf = async (domain: TestDomain): Promise<readonly string[]> => {
        const ref = await domain.ref();
        const texts = [0, DOMAIN_XML_INACTIVE].map((flags) => host().client.domainGetXmlDesc(ref, flags));
        // libvirt numbers each medium that a machine gets, and leaves an empty element behind after a note.
        return (await Promise.all(texts)).map((xml) =>
            xml.replaceAll(/ index='\d+'\/>/g, "/>").replace(/ *<metadata\/>\n/, ""),
        );
    };

    const expectDone = async (state: State, inputs: Partial<Inputs>): Promise<void> => {
        const bytes = bytesOf(inputs);
        const stored = await readFile(state.volumePath);
        expect(startsWith(stored, bytes)).toBe(true);
        expect(stored.subarray(bytes.length).every((byte) => byte === 0)).toBe(true);
        expect(await read(state)).toEqual(state);
        expect(state.drive).toBe("stored");
    };

    it.each([
        ["a larger one", declared("first"), declared("second", LARGE)],
        ["a smaller one", declared("first", LARGE), declared("second")],
        ["one in VFAT", declared("first", { format: "vfat" }), declared("second", { format: "vfat" })],
    ])("the medium is a whole image or none at every call, with %s", async (_, olds, news) => {
        const first = await create(olds);
        const [old, now] = [bytesOf(olds), bytesOf(news)];
        const seen = new Set<string>();
        const handle = beforeCalls(host().handle(), async () => {
            const medium = await readFile(first.volumePath);
            if (startsWith(medium, now)) seen.add("new");
            else if (startsWith(medium, old)) seen.add("old");
            else seen.add(`not recognised: ${recognised(medium)}`);
        });
        const second = await updateDrive(handle, first, host().declare(news));
        expect([...seen]).toEqual(["old", "not recognised: ", "new"]);
        await expectDone(second, news);
    });

    it("a domain that is started then gets the new medium", async () => {
        const first = await create(declared("first"));
        // The calls before which it is started: to eject, to break the seal, to write, to complete, to look whether all is in.
        const moments: readonly (readonly [keyof LibvirtClient, number])[] = [
            ["listAllDomains", 1],
            ["storageVolUpload", 1],
            ["storageVolUpload", 2],
            ["storageVolUpload", 3],
            ["listAllDomains", 9],
        ];
        let state = first;
        for (const [call, nth] of moments) {
            const domain = await host().define({ devices: cdrom(first.volumePath) });
            const config = await domain.config();
            const handle = rightBefore(host().handle(), call, () => domain.start(), nth);
            const news = declared(`before ${call} ${nth}`);
            state = await updateDrive(handle, state, host().declare(news));
            await expectDone(state, news);
            expect(await domain.isActive()).toBe(true);
            expect((await domain.live()).disks).toEqual(config.disks.map((disk) => ({ ...disk, alias: "ide0-0-0" })));
            expect(await domain.config()).toEqual(config);
            await domain.stop();
            await domain.undefine();
        }
        expect(host().warnings).toEqual([]);
    });

    // A reset of the drives closes their trays, and libvirt isn't told: a busy host may take seconds to get there.
    it("a domain that is started then keeps its medium until its firmware has run", async () => {
        const first = await create(declared("first"));
        const domain = await host().define({ devices: cdrom(first.volumePath) });
        const startOnBusyHost = async (): Promise<void> => {
            await host().virsh("start", "--paused", domain.name);
            const { pid = 0 } = qemuOf(domain.name) ?? {};
            await host().client.domainResume(await domain.ref());
            process.kill(pid, "SIGSTOP");
            setTimeout(() => process.kill(pid, "SIGCONT"), 4000);
        };
        const used: bigint[] = [];
        const handle = beforeCalls(host().handle(), async (call, count) => {
            if (call === "storageVolUpload" && count === 3) await startOnBusyHost();
            if (call !== "domainUpdateDeviceFlags") return;
            const [boot] = await host().client.domainGetVcpus(await domain.ref(), 1);
            used.push(boot?.cpuTime ?? 0n);
        });
        const news = declared("second");
        await expectDone(await updateDrive(handle, first, host().declare(news)), news);
        expect(used).toHaveLength(2);
        // Before it was stopped, it used a tick or two.
        expect(used.map((time) => time >= 50_000_000n || time)).toEqual([true, true]);
        await domain.stop();
    });

    it("a domain that is shut down then needs nothing", async () => {
        const first = await create(declared("first"));
        const domain = await host().define({ devices: cdrom(first.volumePath) });
        const before = await domain.config();
        let state = first;
        for (const [call, nth] of [
            ["domainUpdateDeviceFlags", 1],
            ["storageVolUpload", 2],
            ["domainUpdateDeviceFlags", 2],
        ] as const) {
            await domain.boot();
            const handle = rightBefore(host().handle(), call, () => domain.stop(), nth);
            const news = declared(`before ${call} ${nth}`);
            state = await updateDrive(handle, state, host().declare(news));
            await expectDone(state, news);
            expect(await domain.isActive()).toBe(false);
            expect(await domain.config()).toEqual(before);
        }
    });

    it("a run that is killed at any call is resumed by the next one", async () => {
        let state = await create(declared("first"));
        const persistent = await host().define({ devices: cdrom(state.volumePath) });
        const transient = await host().define({ devices: SCSI_CONTROLLER + cdrom(state.volumePath, "sda", "scsi") });
        await Promise.all([persistent.boot(), transient.boot()]);
        await transient.undefine();
        const definitions = (): Promise<unknown> => Promise.all([definitionsOf(persistent), definitionsOf(transient)]);
        const before = await definitions();
        const calls: (keyof LibvirtClient)[] = [];
        const counting = beforeCalls(host().handle(), async (call) => {
            calls.push(call);
        });
        state = await updateDrive(counting, state, host().declare(declared("counted")));
        const changing = /Upload|UpdateDevice|SetMetadata|Wipe|Delete|Create/;
        const counts = new Map<keyof LibvirtClient, number>();
        const kills = calls
            .map((call) => {
                const nth = (counts.get(call) ?? 0) + 1;
                counts.set(call, nth);
                return { call, nth };
            })
            .filter(({ call }) => changing.test(call));
        expect(kills.length).toBeGreaterThan(8);
        for (const [index, { call, nth }] of kills.entries()) {
            const news = declared(`killed ${index}`);
            await caught(updateDrive(killedAt(host().handle(), call, nth), state, host().declare(news)));
            const medium = await readFile(state.volumePath);
            const isWhole = [bytesOf(declared(`killed ${index - 1}`)), bytesOf(declared("counted")), bytesOf(news)];
            if (!isWhole.some((bytes) => startsWith(medium, bytes))) expect(recognised(medium)).toBe("");
            state = await update(state, news);
            await expectDone(state, news);
            expect(await definitions()).toEqual(before);
        }
    });
});
