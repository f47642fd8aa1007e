import { open } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import * as provider from "../../provider/index.ts";
import { declaredDrive, type State } from "../../provider/model/state.ts";
import type { StateRecord } from "../../provider/model/state-record.ts";
import { recordOf } from "../../provider/model/state-record.ts";
import { lifeCycleOn, useTestHost } from "../support/host.ts";

describe("a diff without a change in the program", () => {
    const host = useTestHost();
    const { create, update } = lifeCycleOn(host);
    const said: string[] = [];

    beforeEach(() => {
        said.length = 0;
        vi.spyOn(process.stdout, "write").mockImplementation((text) => {
            said.push(String(text));
            return true;
        });
    });
    afterEach(() => {
        vi.restoreAllMocks();
    });

    const finds = async (state: State, more: Record<string, unknown> = {}): Promise<boolean> => {
        const record = recordOf(state.volumePrefix, { ...state, ...more }) as unknown as StateRecord;
        const { changes, replaces } = await provider.diff("drive", record, {
            ...record,
            ...more,
            drive: declaredDrive(state.drive),
        });
        expect(replaces).toEqual([]);
        return changes;
    };

    it.each([false, true])(
        "finds what took the drive away, and the update restores it: running %s",
        async (running) => {
            const domain = running ? await host().start() : await host().define();
            const inputs = { domain: domain.uuid };
            const first = await create(inputs);
            expect(await finds(first)).toBe(false);
            const flags = running ? ["--live", "--config"] : ["--config"];
            await host().virsh("detach-disk", domain.name, first.attachedTarget, ...flags);
            expect(await finds(first, { detectDrift: false })).toBe(false);
            expect(await finds(first)).toBe(true);
            const second = await update(first, inputs);
            expect(second.drive).toBe("attached");
            expect(await finds(second)).toBe(false);
            const places = running ? ["running domain", "persistent definition"] : ["persistent definition"];
            const loss = places.map((place) => `detached from the ${place}`).join(", ");
            expect(said).toEqual([`config drive drive: drive: "${loss}" => "attached"\n`]);
        },
    );

    it("finds an ejected medium, but nothing where a drive is ejected, waits for a start, or has lost its domain", async () => {
        const domain = await host().start();
        const inputs = { domain: domain.uuid };
        const first = await create(inputs);
        const { attachedTarget: target } = first;
        await host().virsh("change-media", domain.name, target, "--eject", "--config");
        expect(await finds(first)).toBe(true);
        const reason = 'config drive drive: drive: "ejected in the persistent definition" => "attached"\n';
        expect(said).toEqual([reason]);
        const ejected = await update(first, { ...inputs, ejected: true });
        expect(await finds(ejected)).toBe(false);
        const waiting = await update(ejected, { ...inputs, onChange: "nextBoot" });
        expect(waiting.drive).toBe("attached at the next start");
        expect(await finds(waiting)).toBe(false);
        await domain.stop();
        await domain.undefine();
        expect(await finds(waiting)).toBe(false);
        expect(said).toEqual([reason]);
    });

    it("finds a change of a fixed volume that wasn't completed", async () => {
        const state = await create({ fixedVolume: true });
        expect(await finds(state)).toBe(false);
        const file = await open(state.volumePath, "r+");
        await file.write(new Uint8Array(2048), 0, 2048, 16 * 2048);
        await file.close();
        expect(await finds(state)).toBe(true);
        expect(said).toEqual(['config drive drive: drive: "volume holds no readable image" => "stored"\n']);
        const repaired = await update(state, { fixedVolume: true });
        expect(await finds(repaired)).toBe(false);
    });

    it("goes on without a host that can't be reached, and says so once", async () => {
        const state = await create({ domain: (await host().define()).uuid });
        const connection = `qemu:///system?socket=${join(host().folder, "none.sock")}`;
        expect(await finds(state, { connection })).toBe(false);
        expect(await finds(state, { connection })).toBe(false);
        expect(said.map((line) => line.replaceAll(host().folder, "FOLDER"))).toMatchInlineSnapshot(`
          [
            "warning: connect to qemu:///system?socket=FOLDER/none.sock: no socket exists at FOLDER/none.sock. Start the daemon (systemctl start libvirtd, or systemctl start virtqemud.socket on hosts with modular daemons), or name its socket in the URI (?socket=PATH). This run can't check whether its domains still have their drives. To skip this check, set detectDrift: false.
          ",
          ]
        `);
    });

    it("waits five seconds for a host that doesn't answer, once for all its drives", async () => {
        const state = await create({ domain: (await host().define()).uuid });
        const path = join(host().folder, "silent.sock");
        const server = createServer().listen(path);
        try {
            const connection = `qemu:///system?socket=${path}`;
            const start = performance.now();
            const looks = Array.from({ length: 20 }, () => finds(state, { connection }));
            expect(new Set(await Promise.all(looks))).toEqual(new Set([false]));
            expect(await finds(state, { connection })).toBe(false);
            expect(performance.now() - start).toBeGreaterThan(4900);
            expect(performance.now() - start).toBeLessThan(9000);
            expect(said.map((line) => line.replaceAll(host().folder, "FOLDER"))).toMatchInlineSnapshot(`
              [
                "warning: qemu:///system?socket=FOLDER/silent.sock didn't answer within 5 s. This run can't check whether its domains still have their drives. To skip this check, set detectDrift: false.
              ",
              ]
            `);
        } finally {
            server.close();
        }
    });
});
