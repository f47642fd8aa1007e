import { describe, expect, it } from "vitest";
import { LibvirtError } from "../../../provider/libvirt/error.ts";
import {
    connectScripted,
    failureOf,
    forEver,
    int,
    PATIENCE_MS,
    packet,
    refusal,
    reply,
    text,
    virError,
} from "../../support/scripted-libvirtd.ts";

/** For calls that are meant to run into their deadline. */
const SOON = { timeoutMs: 300 };

describe("Calls", () => {
    it("brings answers to their callers in whatever order they come", async () => {
        const { client } = await connectScripted(async (link) => {
            const calls = [await link.next(), await link.next(), await link.next(), await link.next()];
            for (const call of calls.reverse()) {
                link.send(reply(call, text(`answer ${call.payload.subarray(4).toString()}`)));
            }
            await link.next();
        });
        const domain = (name: string) => ({ name, uuid: new Uint8Array(16), id: -1 });
        const names = ["aaaa", "bbbb", "cccc", "dddd"];
        const answers = await Promise.all(names.map((name) => client.domainGetXmlDesc(domain(name), 0)));
        expect(answers.map((answer) => answer.slice(0, 11))).toEqual(names.map((name) => `answer ${name}`));
    });

    it("has four calls with the daemon and the rest waiting", async () => {
        let most = 0;
        const { client, daemon } = await connectScripted(async (link) => {
            for (let answered = 0; answered < 20; answered += 1) {
                const call = await link.next();
                await new Promise((resolve) => setTimeout(resolve, 5));
                most = Math.max(most, daemon.seen.length - 2 - answered);
                link.send(reply(call, text("host")));
            }
        });
        expect(await Promise.all(Array.from({ length: 20 }, () => client.getHostname()))).toHaveLength(20);
        expect(most).toBe(4);
    });

    it("sends calls in the order in which they were made, also those that had to wait", async () => {
        const { client, daemon } = await connectScripted(async (link) => {
            for (;;) link.send(reply(await link.next(), text("host")));
        });
        const uuid = new Uint8Array(16);
        const ids = Array.from({ length: 12 }, (_, id) => id);
        await Promise.all(ids.map((id) => client.domainGetXmlDesc({ name: "", uuid, id }, 0)));
        expect(daemon.seen.slice(2).map(({ payload }) => payload.readUInt32BE(20))).toEqual(ids);
    });

    it("gives up a call that is not answered in time, and stays usable", async () => {
        const { client } = await connectScripted(async (link) => {
            await link.next();
            link.send(reply(await link.next(), text("host")));
            await link.next();
        });
        expect(await failureOf(client.getHostname(SOON))).toMatchInlineSnapshot(`
          {
            "code": "timed-out",
            "message": "call getHostname of libvirt at /tmp/sock: the daemon hasn't answered for 0.3 s. Check that it responds (virsh -c URI list). If it doesn't, read its log (journalctl -u libvirtd -u virtqemud) and restart it. Then run again.",
          }
        `);
        expect(await client.getHostname()).toBe("host");
    });

    it("drops the answer to a call that was given up", async () => {
        const { client } = await connectScripted(async (link) => {
            const first = await link.next();
            const second = await link.next();
            link.send(reply(first, text("late")), reply(first, text("later")), reply(second, text("in time")));
            await link.next();
        });
        const controller = new AbortController();
        const first = failureOf(client.getHostname({ signal: controller.signal }));
        controller.abort();
        expect(await first).toMatchInlineSnapshot(`
          {
            "code": "aborted",
            "message": "call getHostname of libvirt at /tmp/sock: the operation was cancelled. Run again.",
          }
        `);
        expect(await client.getHostname()).toBe("in time");
    });

    it("ends the connection when nothing is answered any more, so that waiting calls don't hang", async () => {
        const { client } = await connectScripted(forEver);
        const start = performance.now();
        const failures = await Promise.all(Array.from({ length: 6 }, () => failureOf(client.getHostname(SOON))));
        expect(performance.now() - start).toBeLessThan(PATIENCE_MS / 2);
        expect(failures.map(({ code }) => code)).toEqual(Array.from({ length: 6 }, () => "timed-out"));
        expect(failures[5]).toMatchInlineSnapshot(`
          {
            "code": "timed-out",
            "message": "call getHostname of libvirt at /tmp/sock: the daemon no longer answers any call. Check that it responds (virsh -c URI list). If it doesn't, restart it. Then run again.",
            "sent": false,
          }
        `);
        expect(client.closed).toBe(true);
    });

    it("does not send a call whose signal has fired", async () => {
        const { client, daemon } = await connectScripted(forEver);
        const signal = AbortSignal.abort(new Error("enough"));
        expect(await failureOf(client.getHostname({ signal }))).toMatchObject({ code: "aborted" });
        expect(daemon.seen).toHaveLength(2);
    });

    it("takes a call that waits for its turn back when its signal fires", async () => {
        const { client, daemon } = await connectScripted(forEver);
        const controller = new AbortController();
        const blocking = Array.from({ length: 4 }, () => failureOf(client.getHostname(SOON)));
        const waiting = failureOf(client.getHostname({ signal: controller.signal }));
        controller.abort();
        expect(await waiting).toMatchObject({ code: "aborted" });
        await Promise.all(blocking);
        expect(daemon.seen).toHaveLength(6);
    });

    it("says that the time is up when the signal was a deadline", async () => {
        const { client } = await connectScripted(forEver);
        expect(await failureOf(client.getHostname({ signal: AbortSignal.timeout(20) }))).toMatchInlineSnapshot(`
          {
            "code": "timed-out",
            "message": "call getHostname of libvirt at /tmp/sock: the time allowed ran out. Check that the host responds (virsh -c URI list), or allow more time.",
          }
        `);
    });

    it("rejects calls when it is closed, and tells which were sent", async () => {
        const { client } = await connectScripted(forEver);
        const failures = Array.from({ length: 5 }, () => failureOf(client.getHostname()));
        await client.close();
        expect((await Promise.all(failures)).map(({ sent }) => sent)).toEqual([true, true, true, true, false]);
        expect(await failures[0]).toMatchInlineSnapshot(`
          {
            "code": "aborted",
            "message": "call getHostname of libvirt at /tmp/sock: this program closed the connection. Run again.",
            "sent": true,
          }
        `);
        expect(await failureOf(client.getHostname())).toMatchObject({ code: "aborted", sent: false });
        await client.close();
    });

    it("passes libvirt's refusal on", async () => {
        const { client } = await connectScripted(async (link) => {
            link.send(refusal(await link.next(), virError(42, "Domain not found")));
            link.send(reply(await link.next(), text("host")));
            await link.next();
        });
        const error = await client.domainLookupByName("nope").catch((reason: unknown) => reason);
        expect(error).toBeInstanceOf(LibvirtError);
        expect(error).toMatchObject({ code: 42, domain: 18, procedure: "domainLookupByName" });
        expect(await client.getHostname()).toBe("host");
    });

    it("answers when it is asked whether it lives", async () => {
        const { client, daemon } = await connectScripted(async (link) => {
            link.send(packet({ program: 0x6b65_6570, procedure: 1, type: 2, serial: 0 }));
            await link.next();
        });
        await expect.poll(() => daemon.seen.at(-1)).toMatchObject({ procedure: 2, type: 2, serial: 0, status: 0 });
        expect(client.closed).toBe(false);
    });

    it("says what was wrong", async () => {
        const { client } = await connectScripted(async (link) => {
            await link.next();
            link.send(int(27));
        });
        expect(await failureOf(client.getHostname())).toMatchInlineSnapshot(`
          {
            "code": "host-failed",
            "message": "call getHostname of libvirt at /tmp/sock: the peer sent a packet of 27 bytes, which isn't between 28 and 33554436. Check that a libvirt daemon listens there.",
            "sent": true,
          }
        `);
    });

    it("meets its deadline under an endless stream of packets", async () => {
        const { client } = await connectScripted(async (link) => {
            await link.next();
            const chaff = Buffer.concat(
                Array.from({ length: 500 }, () => packet({ procedure: 59, type: 1, serial: 1 })),
            );
            for (let stop = Date.now() + 4 * SOON.timeoutMs; Date.now() < stop; await link.flushed()) {
                link.send(chaff);
            }
        });
        const start = performance.now();
        expect(await failureOf(client.getHostname(SOON))).toMatchObject({ code: "timed-out" });
        expect(performance.now() - start).toBeLessThan(PATIENCE_MS / 2);
    });
});
