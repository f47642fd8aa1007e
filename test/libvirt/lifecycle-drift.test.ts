import { createHash } from "node:crypto";
import { readFile, truncate, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { AFFECT_CONFIG, AFFECT_LIVE } from "../../provider/libvirt/flags.ts";
import { createDrive } from "../../provider/lifecycle/create.ts";
import { deleteDrive } from "../../provider/lifecycle/delete.ts";
import { readDrive } from "../../provider/lifecycle/read.ts";
import { updateDrive } from "../../provider/lifecycle/update.ts";
import type { State } from "../../provider/model/state.ts";
import { SCSI_CONTROLLER, type TestHost, useTestHost } from "../support/host.ts";
import type { TestDomain } from "../support/test-domain.ts";

describe("a drive that someone else changed", () => {
    const host = useTestHost();

    interface Drift {
        readonly what: string;
        readonly said: (state: State, host: TestHost) => string;
        readonly drift: (domain: TestDomain, state: State, host: TestHost) => Promise<unknown>;
    }

    const cases: readonly Drift[] = [
        {
            what: "its volume deleted",
            said: () => "volume missing",
            drift: (_, { volume }, { pool }) => host().virsh("vol-delete", "--pool", pool, "--vol", volume),
        },
        {
            what: "its file removed behind libvirt's back",
            said: () => "volume missing",
            drift: (_, { volumePath }) => unlink(volumePath),
        },
        {
            what: "its file truncated",
            said: ({ imageSize }) => `volume has 5000 bytes instead of ${imageSize}`,
            drift: (_, { volumePath }) => truncate(volumePath, 5000),
        },
        {
            what: "the device detached while the domain runs",
            said: () => "detached from the running domain",
            drift: (domain, { diskXml }) => domain.detach(diskXml, AFFECT_LIVE),
        },
        {
            what: "the device detached from the persistent definition",
            said: () => "detached from the persistent definition",
            drift: (domain, { diskXml }) => domain.detach(diskXml, AFFECT_CONFIG),
        },
        {
            what: "the device detached altogether",
            said: () => "detached from the running domain, detached from the persistent definition",
            drift: async (domain, { diskXml }) => {
                await domain.detach(diskXml, AFFECT_LIVE);
                await domain.detach(diskXml, AFFECT_CONFIG);
            },
        },
        {
            what: "the medium ejected from the definition",
            said: () => "ejected in the persistent definition",
            drift: (domain, { diskXml }) => domain.update(diskXml.replace(/<source[^>]*>/, ""), AFFECT_CONFIG),
        },
        {
            what: "another medium put in",
            said: (_, { folder }) => `holds ${folder}/other.iso in the persistent definition`,
            drift: async (domain, { diskXml, volumePath }, { folder }) => {
                await writeFile(join(folder, "other.iso"), "other");
                await domain.update(diskXml.replace(volumePath, `${folder}/other.iso`), AFFECT_CONFIG);
            },
        },
    ];

    it.each(cases)("is reported and mended: $what", async ({ said, drift }) => {
        const domain = await host().start({ devices: SCSI_CONTROLLER });
        const inputs = host().declare({ domain: domain.uuid });
        const state = await createDrive(host().handle(), inputs);
        await drift(domain, state, host());
        const seen = await readDrive(host().handle(), state);
        expect(seen.drive).toBe(said(state, host()));
        const mended = await updateDrive(host().handle(), seen, inputs);
        expect(mended.drive).toBe("attached");
        expect((await readDrive(host().handle(), mended)).drive).toBe("attached");
        for (const { disks } of [await domain.live(), await domain.config()]) {
            expect(disks).toMatchObject([{ file: state.volumePath, serial: "cloudinit" }]);
        }
        const digest = createHash("sha256")
            .update(await readFile(state.volumePath))
            .digest("hex");
        expect(digest).toBe(state.imageDigest);
        // What QEMU opened has the same content, also where the file's name went from it.
        expect(await domain.openImages()).toHaveLength(1);
        expect(await host().volumes()).toEqual([state.volume]);
    });

    it("is reported when its domain is gone, and can still be taken away", async () => {
        const domain = await host().define();
        const state = await createDrive(host().handle(), host().declare({ domain: domain.uuid }));
        await domain.undefine();
        expect(await readDrive(host().handle(), state)).toEqual({ ...state, drive: "domain not found" });
        await deleteDrive(host().handle(), state);
        expect(await host().files()).toEqual([]);
    });

    it("is reported with all that is wrong at once", async () => {
        const domain = await host().define();
        const state = await createDrive(host().handle(), host().declare({ domain: domain.uuid }));
        await unlink(state.volumePath);
        await domain.detach(state.diskXml, AFFECT_CONFIG);
        const { drive } = await readDrive(host().handle(), state);
        expect(drive).toBe("volume missing, detached from the persistent definition");
    });

    it("is reported when its volume has no domain", async () => {
        const state = await createDrive(host().handle(), host().declare());
        expect(await readDrive(host().handle(), state)).toEqual(state);
        await unlink(state.volumePath);
        expect(await readDrive(host().handle(), state)).toEqual({ ...state, drive: "volume missing" });
    });

    it("keeps its medium when it was ejected in the guest", async () => {
        const domain = await host().define();
        const inputs = host().declare({ domain: domain.uuid });
        const state = await createDrive(host().handle(), inputs);
        await domain.boot();
        await host().virsh("change-media", domain.name, state.attachedTarget, "--eject", "--live");
        const seen = await readDrive(host().handle(), state);
        expect(seen.drive).toBe("ejected in the running domain");
        await updateDrive(host().handle(), seen, inputs);
        expect(await domain.openImages()).toEqual([state.volume]);
    });
});
