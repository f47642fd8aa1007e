import { describe, expect, it, onTestFinished } from "vitest";
import { Calls } from "../../../provider/libvirt/calls.ts";
import { connect, type LibvirtClient } from "../../../provider/libvirt/client.ts";
import { LostConnectionError } from "../../../provider/libvirt/error.ts";
import { Link } from "../../../provider/libvirt/link.ts";
import { isRepeatable, procedures } from "../../../provider/libvirt/procedures.ts";
import type { ProcedureName } from "../../support/procedure-name.ts";
import {
    failureOf,
    forEver,
    PATIENCE_MS,
    type Link as Peer,
    reply,
    type ScriptedDaemon,
    startScriptedDaemon,
    text,
    welcome,
} from "../../support/scripted-libvirtd.ts";

/** A daemon that plays one script after the other, to one client after the other, and how many have come. */
const startScripts = async (
    ...scripts: readonly ((link: Peer) => Promise<void>)[]
): Promise<{ readonly client: LibvirtClient; readonly daemon: ScriptedDaemon; readonly links: () => number }> => {
    let links = 0;
    const daemon = await startScriptedDaemon(async (link) => {
        const script = scripts[links];
        links += 1;
        if (script === undefined) return link.hangUp();
        await welcome(link);
        await script(link);
    });
    onTestFinished(() => daemon.close());
    const client = await connect(daemon.uri, { environment: {}, timeoutMs: PATIENCE_MS });
    onTestFinished(() => client.close());
    return { client, daemon, links: () => links };
};

const hangUpAfter =
    (calls: number) =>
    async (link: Peer): Promise<void> => {
        for (let call = 0; call < calls; call += 1) await link.next();
        link.hangUp();
    };

const serve = async (link: Peer): Promise<void> => {
    for (;;) link.send(reply(await link.next(), text("host")));
};

const VOLUME = { pool: "p", name: "v", key: "k" };

describe("Link", () => {
    it("makes a call that only looks once more", async () => {
        const { client, links } = await startScripts(hangUpAfter(1), serve);
        expect(await client.getHostname()).toBe("host");
        expect(links()).toBe(2);
        expect(client.closed).toBe(false);
    });

    it("connects once for all that lost the connection together", async () => {
        const { client, links } = await startScripts(hangUpAfter(4), serve);
        const answers = await Promise.all(Array.from({ length: 10 }, () => client.getHostname()));
        expect(answers).toEqual(Array.from({ length: 10 }, () => "host"));
        expect(links()).toBe(2);
    });

    it("doesn't make a change again that may have been made", async () => {
        const { client, links } = await startScripts(hangUpAfter(1), serve);
        expect(await failureOf(client.storageVolDelete(VOLUME))).toMatchObject({ code: "connect-failed", sent: true });
        expect(links()).toBe(1);
        expect(client.closed).toBe(true);
    });

    it("makes a change that was still waiting for its turn", async () => {
        const accept = async (link: Peer): Promise<void> => {
            for (;;) link.send(reply(await link.next()));
        };
        const { client, daemon, links } = await startScripts(hangUpAfter(4), accept);
        const blocking = Array.from({ length: 4 }, () => failureOf(client.storageVolDelete(VOLUME)));
        await client.storageVolDelete(VOLUME);
        expect((await Promise.all(blocking)).map(({ sent }) => sent)).toEqual([true, true, true, true]);
        expect(links()).toBe(2);
        expect(daemon.seen.filter(({ procedure }) => procedure === 94)).toHaveLength(5);
    });

    it("tries once and no more", async () => {
        const { client, links } = await startScripts(hangUpAfter(1), hangUpAfter(1), serve);
        expect(await failureOf(client.getHostname())).toMatchObject({ code: "connect-failed", sent: true });
        expect(links()).toBe(2);
    });

    it("says why it can't connect again", async () => {
        const { client } = await startScripts(hangUpAfter(1));
        expect(await failureOf(client.getHostname())).toMatchInlineSnapshot(`
          {
            "code": "connect-failed",
            "message": "connect to qemu+unix:/tmp/sock: the connection broke (write EPIPE). Check that the daemon is running and read its log (journalctl -u libvirtd -u virtqemud), then run again.",
            "sent": true,
          }
        `);
        expect(client.closed).toBe(true);
    });

    it("doesn't go back to a peer that broke the protocol", async () => {
        const { client, links } = await startScripts(async (link) => {
            await link.next();
            link.send(Buffer.alloc(28));
        }, serve);
        expect(await failureOf(client.getHostname())).toMatchObject({ code: "host-failed" });
        expect(links()).toBe(1);
    });

    it("stops waiting for another connection when the caller's signal fires, or it is closed", async () => {
        const { client, links } = await startScripts(hangUpAfter(1));
        const slow = await startScripts(hangUpAfter(1), forEver);
        const controller = new AbortController();
        const waiting = slow.client.getHostname({ signal: controller.signal }).catch((reason: unknown) => reason);
        await expect.poll(slow.links).toBe(2);
        controller.abort(new Error("enough"));
        expect(await waiting).toMatchObject({ message: expect.stringContaining("cancelled") });
        await client.close();
        expect(await failureOf(client.getHostname())).toMatchObject({ code: "aborted", sent: false });
        expect(links()).toBe(1);
    });

    it("doesn't connect once more for those who notice the loss later than others", async () => {
        const silent = { peer: "nobody", full: false, listen: () => undefined, write: () => undefined };
        const newCalls = () => new Calls({ ...silent, close: async () => undefined }, PATIENCE_MS);
        let opened = 0;
        const link = new Link(newCalls(), async () => {
            opened += 1;
            return newCalls();
        });
        const lost = new LostConnectionError("connect-failed", "lost", false);
        const failOnce = (after: Promise<unknown>) => {
            let attempts = 0;
            return async (): Promise<number> => {
                attempts += 1;
                if (attempts > 1) return attempts;
                await after;
                throw lost;
            };
        };
        const first = link.run({ make: failOnce(Promise.resolve()), repeatable: false });
        const second = link.run({ make: failOnce(first), repeatable: false });
        expect(await Promise.all([first, second])).toEqual([2, 2]);
        expect(opened).toBe(1);
        await link.close();
    });

    it("ends with its owner, also while it is opened anew", async () => {
        let links = 0;
        const daemon = await startScriptedDaemon(async (link) => {
            links += 1;
            if (links > 1) return await forEver();
            await welcome(link);
            await hangUpAfter(1)(link);
        });
        onTestFinished(() => daemon.close());
        const client = await connect(daemon.uri, { environment: {}, timeoutMs: PATIENCE_MS });
        const waiting = failureOf(client.getHostname());
        await expect.poll(() => links).toBe(2);
        const start = performance.now();
        await client.close();
        expect(await waiting).toMatchObject({ code: "aborted" });
        expect(performance.now() - start).toBeLessThan(PATIENCE_MS / 2);
    });
});

describe("isRepeatable", () => {
    it("is true of what only looks", () => {
        const names = Object.keys(procedures) as ProcedureName[];
        expect(names.filter(isRepeatable)).toMatchInlineSnapshot(`
          [
            "connectGetType",
            "connectGetVersion",
            "connectGetCapabilities",
            "domainGetXmlDesc",
            "domainGetVcpus",
            "domainLookupByName",
            "domainLookupByUuid",
            "getHostname",
            "connectSupportsFeature",
            "domainBlockStats",
            "connectFindStoragePoolSources",
            "storagePoolLookupByName",
            "storagePoolGetInfo",
            "storagePoolGetXmlDesc",
            "storageVolLookupByName",
            "storageVolLookupByKey",
            "storageVolLookupByPath",
            "storageVolGetInfo",
            "storageVolGetXmlDesc",
            "storageVolGetPath",
            "domainIsActive",
            "domainIsPersistent",
            "storagePoolIsActive",
            "getLibVersion",
            "domainHasManagedSaveImage",
            "domainSnapshotGetXmlDesc",
            "storageVolDownload",
            "domainGetState",
            "listAllDomains",
            "domainListAllSnapshots",
            "listAllStoragePools",
            "storagePoolListAllVolumes",
            "domainManagedSaveGetXmlDesc",
          ]
        `);
    });
});
