import { execFileSync } from "node:child_process";
import { chmod } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { connect, LibvirtClient } from "../../../provider/libvirt/client.ts";
import { IncompleteDrive } from "../../../provider/lifecycle/incomplete.ts";
import { IDE_CONTROLLER, TestHost } from "../../support/host.ts";
import { DEBIAN_13, hasDebian13, inside, isOnDebian13 } from "../../support/private-daemons.ts";
import { RemoteDaemon } from "../../support/remote-daemon.ts";
import type { Fault } from "./faults/list.ts";
import { callOf, IN_STREAMS, inUpload, LONG, type Moment } from "./faults/moments.ts";
import { named, record } from "./faults/record.ts";
import { type Outcome, Stage, stateOf } from "./faults/stage.ts";

const PATIENCE_MS = 60_000;

/** A client that outlives its daemon: each call goes to the connection of the moment. */
const following = (current: () => LibvirtClient): LibvirtClient =>
    new Proxy(Object.create(LibvirtClient.prototype), {
        get: (_, key) => {
            const own: unknown = Reflect.get(current(), key);
            return typeof own === "function" ? own.bind(current()) : own;
        },
    });

const codeOf = (outcome: Outcome): unknown => {
    if ("state" in outcome) return outcome;
    const error = outcome.error instanceof IncompleteDrive ? outcome.error.cause : outcome.error;
    return error instanceof Error && "code" in error ? error.code : error;
};

describe.skipIf(isOnDebian13 && !hasDebian13())("a libvirtd that fails", () => {
    let daemon: RemoteDaemon;
    let client: LibvirtClient;
    let host: TestHost;
    let stage: Stage;

    const uri = () => `qemu:///session?socket=${daemon.socket}`;

    const reconnect = async (): Promise<void> => {
        client = await connect(uri(), { environment: {}, timeoutMs: PATIENCE_MS });
    };

    const restart = async (): Promise<void> => {
        await daemon.restart();
        await reconnect();
    };

    beforeAll(async () => {
        daemon = await RemoteDaemon.start(isOnDebian13 ? { inside: (folder) => inside(DEBIAN_13, folder) } : {});
        await reconnect();
        if (isOnDebian13) expect(await client.getLibVersion()).toBeGreaterThan(11_000_000);
    });
    beforeEach(async () => {
        host = await TestHost.open(
            uri(),
            following(() => client),
        );
        if (process.getuid?.() === 0) execFileSync("chown", ["nobody:nogroup", host.folder]);
        stage = await Stage.set(host, await host.define({ devices: IDE_CONTROLLER }));
    });
    afterEach(async () => {
        await host.remove();
    });
    afterAll(async () => {
        await client.close();
        await daemon.remove();
    });

    const convergeAndRemove = async (): Promise<void> => {
        const state = stateOf(await stage.create(stage.declare(LONG)));
        await stage.expectConverged(state);
        expect(await stage.delete(state)).toBeUndefined();
        await stage.expectNothing();
    };

    it.each(
        named<{ fault: Fault; fail: () => Promise<void> }>([
            {
                fault: "libvirtd killed in the middle of the upload",
                fail: async () => {
                    await daemon.kill();
                    await restart();
                },
            },
            {
                fault: "libvirtd restarted in the middle of the upload",
                fail: async () => await restart(),
            },
        ]),
    )("%s", async (_, { fault, fail }) => {
        const failing: Promise<void>[] = [];
        stage.strikeAt(inUpload(), async () => {
            failing.push(fail());
            await Promise.all(failing);
            return "pass";
        });
        expect(codeOf(await stage.create(stage.declare(LONG)))).toBe("connect-failed");
        stage.proxy.untap();
        // The provider knows before the daemon is back.
        expect(failing).toHaveLength(1);
        await Promise.all(failing);
        await stage.note();
        await convergeAndRemove();
        record({ fault, times: 1, left: stage.left });
    });

    it("libvirtd killed during the attach", async () => {
        // From before libvirtd has read the call to after it has written the definition.
        for (const ms of [0, 0, 1, 2, 3, 5, 8]) {
            const killed: Promise<void>[] = [];
            stage.strikeAt(callOf("domainAttachDeviceFlags"), async () => {
                killed.push(sleep(ms).then(() => daemon.kill()));
                return "pass";
            });
            const news = stage.declare();
            const outcome = await stage.create(news);
            stage.proxy.untap();
            expect(killed).toHaveLength(1);
            await Promise.all(killed);
            await restart();
            await stage.note();
            const left = "state" in outcome ? outcome.state : outcome.left;
            const again = left === undefined ? stage.create(news) : stage.update(left, news);
            const state = stateOf(await again);
            await stage.expectConverged(state);
            expect(await stage.delete(state)).toBeUndefined();
            await stage.expectNothing();
        }
        record({ fault: "libvirtd killed during the attach", times: 7, left: stage.left });
    });

    const frozenInUpload: { fault: Fault; moment: () => Moment } = {
        fault: "libvirtd frozen in the middle of the upload, past the deadline",
        moment: inUpload,
    };

    it.each(
        named<{ fault: Fault; moment: () => Moment }>([
            ...(IN_STREAMS ? [frozenInUpload] : []),
            {
                fault: "libvirtd frozen during the attach, past the deadline",
                moment: () => callOf("domainAttachDeviceFlags"),
            },
        ]),
    )("%s", async (_, { fault, moment }) => {
        const deadline = new AbortController();
        stage.strikeAt(moment(), async () => {
            daemon.freeze();
            deadline.abort();
            return "pass";
        });
        const outcome = await stage.create(stage.declare(LONG), deadline.signal);
        stage.proxy.untap();
        daemon.thaw();
        expect(codeOf(outcome)).toBe("aborted");
        await stage.note();
        await convergeAndRemove();
        record({ fault, times: 1, left: stage.left });
    });

    it("libvirtd not running", async () => {
        await daemon.stop();
        expect(codeOf(await stage.create(stage.declare()))).toBe("connect-failed");
        await restart();
        await stage.note();
        await convergeAndRemove();
        record({ fault: "libvirtd not running", times: 1, left: stage.left });
    });

    it("pool not writable by libvirtd", async () => {
        await chmod(host.folder, 0o555);
        const outcome = await stage.create(stage.declare());
        expect("error" in outcome && String(outcome.error)).toMatch(/Permission denied/);
        await stage.note();
        await chmod(host.folder, 0o755);
        await convergeAndRemove();
        record({ fault: "pool not writable by libvirtd", times: 1, left: stage.left });
    });
});
