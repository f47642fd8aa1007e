import { afterEach, describe, expect, it } from "vitest";
import { Connections } from "../../../provider/engine/connections.ts";
import { caught } from "../../support/host.ts";
import { type Link, type ScriptedDaemon, startScriptedDaemon, welcome } from "../../support/scripted-libvirtd.ts";

describe("Connections", () => {
    const connections = new Connections({});
    let daemon: ScriptedDaemon | undefined;
    let links = 0;

    const start = async (script: (link: Link) => Promise<void>): Promise<string> => {
        links = 0;
        daemon = await startScriptedDaemon(async (link) => {
            links++;
            await script(link);
        });
        return daemon.uri;
    };

    const serve = async (link: Link): Promise<void> => {
        await welcome(link);
        await link.next();
    };

    afterEach(async () => {
        await connections.close();
        await daemon?.close();
    });

    it("connects once for concurrent callers and later ones", async () => {
        const uri = await start(serve);
        const [first, second] = await Promise.all([connections.get(uri), connections.get(uri)]);
        expect(second).toBe(first);
        expect(await connections.get(uri)).toBe(first);
        expect(links).toBe(1);
    });

    it("keeps connections by URI", async () => {
        const uri = await start(serve);
        const other = uri.replace("///system", "///session");
        expect(await connections.get(other)).not.toBe(await connections.get(uri));
        expect(links).toBe(2);
    });

    it("reconnects if the connection was lost", async () => {
        const uri = await start(serve);
        const first = await connections.get(uri);
        await first.close();
        const second = await connections.get(uri);
        expect(second).not.toBe(first);
        expect(second.closed).toBe(false);
    });

    it("retries after a failure, which all waiting callers see", async () => {
        let refuse = true;
        const uri = await start(async (link) => {
            if (refuse) return link.hangUp();
            await serve(link);
        });
        const [one, two] = await Promise.all([caught(connections.get(uri)), caught(connections.get(uri))]);
        expect(one).toMatchObject({ code: "connect-failed" });
        expect(two).toBe(one);
        refuse = false;
        expect((await connections.get(uri)).closed).toBe(false);
    });

    it("stops waiting for a silent daemon when the caller's time is up, while others keep waiting", async () => {
        let speak = (): void => undefined;
        const spoken = new Promise<void>((resolve) => {
            speak = resolve;
        });
        const uri = await start(async (link) => {
            await spoken;
            await serve(link);
        });
        const patient = connections.get(uri);
        const error = await caught(connections.get(uri, AbortSignal.timeout(20)));
        expect(error.name).toBe("TimeoutError");
        expect((await caught(connections.get(uri, AbortSignal.abort()))).name).toBe("AbortError");
        speak();
        expect((await patient).closed).toBe(false);
        expect(links).toBe(1);
    });

    it("closes all", async () => {
        const uri = await start(serve);
        const client = await connections.get(uri);
        await connections.close();
        expect(client.closed).toBe(true);
    });

    it("refuses URIs that it doesn't support", async () => {
        expect(await caught(connections.get("xen:///"))).toMatchObject({ code: "unsupported-uri" });
    });
});
