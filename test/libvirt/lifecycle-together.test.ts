import { describe, expect, it } from "vitest";
import { connect } from "../../provider/libvirt/client.ts";
import { AFFECT_LIVE } from "../../provider/libvirt/flags.ts";
import { createDrive } from "../../provider/lifecycle/create.ts";
import { deleteDrive } from "../../provider/lifecycle/delete.ts";
import { readDrive } from "../../provider/lifecycle/read.ts";
import { updateDrive } from "../../provider/lifecycle/update.ts";
import type { Inputs } from "../../provider/model/inputs.ts";
import type { State } from "../../provider/model/state.ts";
import type { HostHandle } from "../../provider/volume/host.ts";
import { beside, SCSI_CONTROLLER, useTestHost } from "../support/host.ts";
import type { TestDomain } from "../support/test-domain.ts";

const PREFIXES = ["a", "b", "c", "d", "e", "f"];

describe("drives that come and go at once", () => {
    const host = useTestHost();

    /** Half of them over a connection of their own, as another program has. */
    const handles = async (): Promise<(index: number) => HostHandle> => {
        const client = await connect(host().uri, { environment: process.env });
        host().onRemove(() => client.close());
        return (index) => (index % 2 === 0 ? host().handle() : { ...host().handle(), client });
    };

    const files = (states: readonly State[]) => states.map(({ volumePath }) => volumePath).sort();
    const seen = (disks: readonly { readonly file: string | undefined }[]) => disks.map(({ file }) => file).sort();

    const live = async (domain: TestDomain) => seen((await domain.live()).disks);
    const config = async (domain: TestDomain) => seen((await domain.config()).disks);

    it.each<{ what: string; inputs: Partial<Inputs>; make: () => Promise<TestDomain>; running: boolean }>([
        { what: "a pc that is off, on scsi", inputs: { bus: "scsi" }, make: () => host().define(), running: false },
        { what: "a q35 that is off", inputs: {}, make: () => host().define({ machine: "q35" }), running: false },
        { what: "a running pc", inputs: {}, make: () => host().start(), running: true },
        {
            what: "a running q35 with a controller",
            inputs: {},
            make: () => host().start({ machine: "q35", devices: SCSI_CONTROLLER }),
            running: true,
        },
        {
            what: "a q35 that is off, as virtio disks",
            inputs: { format: "vfat" },
            make: () => host().define({ machine: "q35" }),
            running: false,
        },
        {
            what: "a running pc with a controller, as scsi disks",
            inputs: { format: "vfat", bus: "scsi" },
            make: () => host().start({ devices: SCSI_CONTROLLER }),
            running: true,
        },
    ])("don't lose each other in $what", async ({ inputs, make, running }) => {
        const domain = await make();
        const before = await domain.config();
        const on = await handles();
        const declare = (volumePrefix: string, text: string) =>
            host().declare({ domain: domain.uuid, ...beside(volumePrefix, text), ...inputs });
        const states = await Promise.all(
            PREFIXES.map((prefix, index) => createDrive(on(index), declare(prefix, "first"))),
        );
        expect(await config(domain)).toEqual(files(states));
        if (running) expect(await live(domain)).toEqual(files(states));
        for (const state of states) expect(await readDrive(host().handle(), state)).toEqual(state);

        const changed = await Promise.all(
            states.map((state, index) => updateDrive(on(index), state, declare(state.volumePrefix, "second"))),
        );
        expect(await config(domain)).toEqual(files(changed));
        if (running) expect(await live(domain)).toEqual(files(changed));
        expect(await host().files()).toEqual(changed.map(({ volume }) => volume).sort());

        // Without a guest that lets go of it, libvirt waits five seconds for each controller that came with a drive.
        if (running && before.controllers.length === 0) await domain.stop();
        await Promise.all(changed.map((state, index) => deleteDrive(on(index), state)));
        expect(await config(domain)).toEqual([]);
        if (running) expect(await live(domain)).toEqual([]);
        expect(await host().files()).toEqual([]);
        expect(await domain.config()).toEqual(before);
    });

    it("fill the four places of ide, and the fifth is told so", async () => {
        const domain = await host().define();
        const results = await Promise.allSettled(
            ["a", "b", "c", "d", "e"].map((volumePrefix) =>
                createDrive(host().handle(), host().declare({ domain: domain.uuid, ...beside(volumePrefix) })),
            ),
        );
        expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(4);
        const { disks } = await domain.config();
        expect(disks.map(({ target }) => target).sort()).toEqual(["hda", "hdb", "hdc", "hdd"]);
        const [refused] = results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
        expect(refused.message).toContain("bus ide is full");
    });

    it.each(["", "a"])("keep their own media in a transient domain (%s)", async () => {
        const domain = await host().startTransient({ devices: SCSI_CONTROLLER });
        const on = await handles();
        const results = await Promise.allSettled(
            PREFIXES.map((volumePrefix, index) =>
                createDrive(on(index), host().declare({ domain: domain.uuid, ...beside(volumePrefix) })),
            ),
        );
        const failed = results.flatMap((result) => (result.status === "rejected" ? [result.reason.message] : []));
        expect(failed).toEqual([]);
        const states = results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
        expect(await live(domain)).toEqual(files(states));
        for (const state of states) expect((await readDrive(host().handle(), state)).drive).toBe("attached");
        expect(await host().virsh("dumpxml", domain.name)).not.toContain("urn:pulumi-config-drive");
    });

    it("leave a target alone that another drive claims in a transient domain", async () => {
        const domain = await host().startTransient({ devices: SCSI_CONTROLLER });
        const claim = { prefix: "config-drive", uri: "urn:pulumi-config-drive:targets:ua-config-drive-another" };
        const ref = await domain.ref();
        await host().client.domainSetMetadata(ref, '<claim target="sda"/>', claim, AFFECT_LIVE);
        const state = await createDrive(host().handle(), host().declare({ domain: domain.uuid }));
        expect(state.attachedTarget).toBe("sdb");
        const xml = await host().virsh("dumpxml", domain.name);
        expect(xml.match(/urn:pulumi-config-drive[^"']*/g)).toEqual([claim.uri]);
    });

    it("take targets of their own choice at once", async () => {
        const domain = await host().define({ machine: "q35" });
        const states = await Promise.all(
            PREFIXES.map((letter) =>
                createDrive(
                    host().handle(),
                    host().declare({ domain: domain.uuid, ...beside(letter), bus: "scsi", target: `sd${letter}` }),
                ),
            ),
        );
        expect(await config(domain)).toEqual(files(states));
        expect((await domain.config()).controllers).toEqual(["0:virtio-scsi"]);
    });

    it("come into many domains over one connection", async () => {
        const domains = await Promise.all(PREFIXES.map(() => host().define()));
        const states = await Promise.all(
            domains.map(({ uuid }, index) =>
                createDrive(host().handle(), host().declare({ domain: uuid, volumePrefix: PREFIXES[index] ?? "" })),
            ),
        );
        await Promise.all(states.map((state) => deleteDrive(host().handle(), state)));
        expect(await host().files()).toEqual([]);
    });
});
