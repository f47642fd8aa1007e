import { rm, symlink } from "node:fs/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { connect, type LibvirtClient } from "../../../provider/libvirt/client.ts";
import { LostConnectionError } from "../../../provider/libvirt/error.ts";
import { fillVolume } from "../../../provider/volume/fill.ts";
import { caught, IDE_CONTROLLER, TestHost } from "../../support/host.ts";
import { DEBIAN_13, hasDebian13, PrivateDaemons } from "../../support/private-daemons.ts";
import { cutBehind, LONG, uploading } from "./faults/moments.ts";
import { leftBy, type Outcome, Stage, stateOf } from "./faults/stage.ts";

/** A daemon that does no more than hang gets no longer. */
const SILENCE_MS = 5000;

describe.skipIf(!hasDebian13()).each([
    { name: "libvirtd", storage: [] },
    { name: "virtqemud", storage: ["virtstoraged"] },
] as const)("$name 11.3", ({ name, storage }) => {
    let daemons: PrivateDaemons;
    let client: LibvirtClient;
    let host: TestHost;
    let stage: Stage;

    const open = async (): Promise<void> => {
        client = await connect(daemons.uri(name), { environment: process.env });
        host = await TestHost.open(daemons.uri(name), client);
        stage = await Stage.set(host, await host.define({ devices: IDE_CONTROLLER }));
    };

    beforeAll(async () => {
        daemons = await PrivateDaemons.start(DEBIAN_13, ...storage, name);
    });
    beforeEach(open);
    afterEach(async () => {
        await host.remove();
        await client.close();
    });
    afterAll(() => daemons.remove());

    const convergeAndRemove = async (outcome: Outcome): Promise<void> => {
        const left = leftBy(outcome);
        const news = stage.declare(LONG);
        const state = stateOf(await (left === undefined ? stage.create(news) : stage.update(left, news)));
        await stage.expectConverged(state);
        expect(await stage.delete(state)).toBeUndefined();
        await stage.expectNothing();
    };

    const isHung = async (): Promise<boolean> => {
        const answer = client.getLibVersion({ signal: AbortSignal.timeout(SILENCE_MS) });
        return await answer.then(
            () => false,
            () => true,
        );
    };

    /** daemonStreamEvent() closes the client under the lock that closing it takes (remote_daemon_stream.c). */
    it("loses a client in the middle of an upload: it hangs until it is killed, and then the next run goes through", async () => {
        let hung = false;
        for (let round = 0; !hung && round < 200; round++) {
            const wasCut = stage.strikeAt(uploading, cutBehind);
            await stage.create(stage.declare(LONG), AbortSignal.timeout(SILENCE_MS));
            expect(wasCut()).toBe(true);
            hung = await isHung();
        }
        expect(hung).toBe(true);
        await daemons.kill(name);
        await client.close();
        await daemons.restart(name);
        await open();
        await convergeAndRemove(await stage.create(stage.declare(LONG)));
    });

    // Seen of virtqemud: once it crashed, with virtstoraged, and once it took the upload for done.
    if (name === "virtqemud") return;

    /** /dev/full in a volume's place says to every write that there is no room, and gives zeros to who reads it. */
    it("finds the disk full in the middle of an upload: it crashes, or takes it for done; neither is taken for an image", async () => {
        const pool = await client.storagePoolLookupByName(host.pool);
        const xml = `<volume><name>full.iso</name><capacity>${1 << 20}</capacity></volume>`;
        const volume = await client.storageVolCreateXml(pool, xml, 0);
        await rm(volume.key);
        await symlink("/dev/full", volume.key);
        const error = await caught(fillVolume(host.handle(), volume, [new Uint8Array(1 << 20).fill(1)], 1 << 20));
        const crashed = error instanceof LostConnectionError;
        if (!crashed) expect(error.message).toMatch(/no space left on/i);
        await client.close();
        await rm(volume.key);
        if (crashed) await daemons.restart(name);
        await open();
        await convergeAndRemove(await stage.create(stage.declare(LONG)));
    });
});
