import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { consoleEyes } from "../../../provider/guest/console-eyes.ts";
import { type Eyes, NotOffered } from "../../../provider/guest/eyes.ts";
import type { Machine } from "../../../provider/guest/machine.ts";
import type { LibvirtClient } from "../../../provider/libvirt/client.ts";
import { ConfigDriveError } from "../../../provider/text/errors.ts";
import { Refusal } from "../../fuzz/libvirtd/refusal.ts";
import { type Watched, watchGuest } from "./guest-host.ts";

const MACHINE: Machine = { power: "on", channel: undefined, hasTerminal: true, drive: undefined };
const STAGE = "Cloud-init v. 25.1.4 running 'modules:final' at Mon. Up 9.99 seconds.\r\n";

interface Opened extends Watched {
    readonly eyes: Eyes;
    /** The connections for the console. */
    readonly clients: readonly LibvirtClient[];
}

const open = async (connectAnew?: () => Promise<LibvirtClient>): Promise<Opened> => {
    const watched = await watchGuest();
    const clients: LibvirtClient[] = [];
    const connect = async (): Promise<LibvirtClient> => {
        const client = await (connectAnew ?? watched.guest.connectAnew)();
        clients.push(client);
        return client;
    };
    return { ...watched, clients, eyes: consoleEyes({ ...watched.guest, connectAnew: connect }) };
};

/** Waits until the console was opened so often. */
const opened = async ({ host, eyes }: Opened, times: number): Promise<void> => {
    while (host.consoles < times) {
        await eyes.look(MACHINE);
        await sleep(5);
    }
};

describe("the console of a machine", () => {
    it("is read over a connection of its own, which is closed in the end", async () => {
        const all = await open();
        const { eyes, host, clients, guest } = all;
        expect(await eyes.look(MACHINE)).toMatchObject({ sight: { phase: "unseen" } });
        await opened(all, 1);
        host.print(STAGE);
        await expect.poll(() => eyes.look(MACHINE)).toMatchObject({ sight: { stage: "modules-final" } });
        await eyes.close();
        expect(clients.map(({ closed }) => closed)).toEqual([true]);
        expect(guest.client.closed).toBe(false);
    });

    it("is opened again when its connection was lost, and keeps what was seen", async () => {
        const all = await open();
        const { eyes, host, peer } = all;
        await opened(all, 1);
        host.print(STAGE);
        await expect.poll(() => eyes.look(MACHINE)).toMatchObject({ sight: { stage: "modules-final" } });
        peer.hangUp();
        await opened(all, 2);
        host.print("Cloud-init v. 25.1.4 finished at Mon. Datasource DataSourceConfigDrive [net].  Up 20 seconds\r\n");
        await expect.poll(() => eyes.look(MACHINE)).toMatchObject({ sight: { phase: "done" } });
        await eyes.close();
    });

    it("that is lost twice without a line in between is lost", async () => {
        const all = await open();
        const { eyes, peer } = all;
        await opened(all, 1);
        peer.hangUp();
        await opened(all, 2);
        peer.hangUp();
        await expect
            .poll(() => eyes.look(MACHINE).catch((error: unknown) => error instanceof ConfigDriveError && error.code))
            .toBe("connect-failed");
    });

    it("isn't offered if somebody reads it, if it is no terminal, or if the host allows no more connections", async () => {
        const reasons: readonly [Refusal, RegExp][] = [
            [
                new Refusal("OPERATION_FAILED", "operation failed: Active console session exists for this domain"),
                /somebody else/,
            ],
            [new Refusal("INTERNAL_ERROR", "internal error: character device serial0 is not using a PTY"), /type pty/],
        ];
        for (const [refuseConsole, reason] of reasons) {
            const { eyes, host } = await open();
            host.traits = { refuseConsole };
            await expect.poll(() => eyes.look(MACHINE).catch((error: Error) => error.message)).toMatch(reason);
        }
        const { eyes } = await open(() => Promise.reject(new ConfigDriveError("connect-failed", "no more\nclients")));
        await expect(eyes.look(MACHINE)).rejects.toThrow(
            new NotOffered("the console needs another connection to the host. no more clients"),
        );
        await expect(eyes.look({ ...MACHINE, hasTerminal: false })).rejects.toThrow(NotOffered);
    });

    it("fails with other errors of the host", async () => {
        const { eyes, host } = await open();
        host.traits = { refuseConsole: new Refusal("ACCESS_DENIED", "access denied") };
        await expect.poll(() => eyes.look(MACHINE).catch((error: { code: unknown }) => error.code)).toBe(88);
    });

    it("closes a connection that comes after the work was cancelled", async () => {
        let come = (_client: LibvirtClient): void => undefined;
        const all = await open(
            () =>
                new Promise((resolve) => {
                    come = resolve;
                }),
        );
        const looking = all.eyes.look(MACHINE);
        all.abort(new Error("enough"));
        await expect(looking).rejects.toThrow("enough");
        const late = await all.guest.connectAnew();
        come(late);
        await expect.poll(() => late.closed).toBe(true);
    });
});
