import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connect } from "../../provider/libvirt/client.ts";
import { freePorts, startSilent } from "../support/processes.ts";
import { RemoteDaemon, withClient } from "../support/remote-daemon.ts";
import { createVolume, hasTransportTools, itSpeaksLibvirt, noise, refusalOf } from "../support/transport-contract.ts";

describe.skipIf(!hasTransportTools)("qemu+tcp", () => {
    let daemon: RemoteDaemon;
    const uri = (host = "127.0.0.1"): string => `qemu+tcp://${host}:${daemon.tcpPort}/session`;

    beforeAll(async () => {
        daemon = await RemoteDaemon.start();
    });
    afterAll(() => daemon.remove());

    itSpeaksLibvirt("over IPv4", () => ({ uri: uri(), daemon }));
    itSpeaksLibvirt("by the host's name", () => ({ uri: uri("localhost"), daemon }));

    it("speaks to libvirt's driver for tests", async () => {
        await withClient(`test+tcp://127.0.0.1:${daemon.tcpPort}/default`, {}, async (client) => {
            expect((await client.listAllDomains(0)).map(({ name }) => name)).toEqual(["test"]);
        });
    });

    it("names the port at which nobody listens", async () => {
        const [port] = await freePorts(1);
        expect(await refusalOf(`qemu+tcp://127.0.0.1:${port}/session`)).toMatchInlineSnapshot(
            `"connect-failed: connect to URI: nothing is listening on 127.0.0.1:PORT. Check that the daemon listens there (libvirtd-tcp.socket, or listen_tcp = 1 and --listen), or use qemu+ssh."`,
        );
        expect(await refusalOf("qemu+tcp://nobody.invalid/session")).toMatchInlineSnapshot(
            `"connect-failed: connect to URI: can't resolve the host name "nobody.invalid". Check the name."`,
        );
    });

    it.each(["tcp", "tls"])("gives a silent host up in time, over %s", async (transport) => {
        const silent = await startSilent();
        const pki = transport === "tls" ? "?no_verify=1" : "";
        const start = performance.now();
        const refusal = await refusalOf(`qemu+${transport}://127.0.0.1:${silent.port}/session${pki}`, {
            timeoutMs: 500,
        });
        expect(performance.now() - start).toBeLessThan(10_000);
        expect(refusal).toMatch(
            /^timed-out: connect to URI: .*\. Check that (the host|it) responds \(virsh -c URI list\)/,
        );
        await silent.close();
    });

    it("finds out that a host fell silent after it was connected", async () => {
        const keepalive = { intervalMs: 100, count: 3 };
        await withClient(uri(), { keepalive }, async (client) => {
            // A daemon that answers is left in peace for longer than a silent one has.
            await new Promise((resolve) => setTimeout(resolve, 1000));
            expect(client.closed).toBe(false);
            daemon.freeze();
            try {
                const start = performance.now();
                const error: unknown = await client.getHostname().catch((reason: unknown) => reason);
                expect(performance.now() - start).toBeLessThan(5000);
                expect(error).toMatchObject({ code: "timed-out", sent: true });
                expect(error).toMatchObject({
                    message: expect.stringContaining("the host hasn't answered for 0.4 s"),
                });
                expect(client.closed).toBe(true);
            } finally {
                daemon.thaw();
            }
        });
    });

    it("goes on after the daemon was started again", async () => {
        await withClient(uri(), {}, async (client) => {
            const version = await client.getLibVersion();
            await daemon.restart();
            expect(await Promise.all([client.getLibVersion(), client.getLibVersion()])).toEqual([version, version]);
            expect(client.closed).toBe(false);
        });
    });

    it("says so when the daemon doesn't come back", async () => {
        const client = await connect(uri(), { environment: {} });
        await daemon.stop();
        const error: unknown = await client.getLibVersion().catch((reason: unknown) => reason);
        await daemon.restart();
        expect(error).toMatchObject({ code: "connect-failed" });
        expect(String(error).replaceAll(String(daemon.tcpPort), "PORT")).toMatchInlineSnapshot(
            `"ConfigDriveError: connect to qemu+tcp://127.0.0.1:PORT/session: nothing is listening on 127.0.0.1:PORT. Check that the daemon listens there (libvirtd-tcp.socket, or listen_tcp = 1 and --listen), or use qemu+ssh."`,
        );
        await client.close();
    });

    it("doesn't make a change twice whose outcome nobody knows", async () => {
        await withClient(uri(), {}, async (client) => {
            const content = noise(32 << 20);
            const volume = await createVolume(client, daemon, "cut.iso", content.length);
            const upload = client.storageVolUpload(volume, [content], content.length);
            const [error] = await Promise.all([upload.catch((reason: unknown) => reason), daemon.restart()]);
            expect(error).toMatchObject({ code: "connect-failed", sent: true });
        });
    });
});

describe.skipIf(!hasTransportTools)("qemu+tcp over IPv6", () => {
    let daemon: RemoteDaemon;
    beforeAll(async () => {
        daemon = await RemoteDaemon.start({ address: "::1" });
    });
    afterAll(() => daemon.remove());

    itSpeaksLibvirt("at ::1", () => ({ uri: `qemu+tcp://[::1]:${daemon.tcpPort}/session`, daemon }));
});
