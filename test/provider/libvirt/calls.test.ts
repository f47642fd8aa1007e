import { array, assert, asyncProperty, nat, oneof, tuple, uint8Array } from "fast-check";
import { afterEach, describe, expect, it, onTestFinished } from "vitest";
import { Calls } from "../../../provider/libvirt/calls.ts";
import { connect, type LibvirtClient } from "../../../provider/libvirt/client.ts";
import { LibvirtError } from "../../../provider/libvirt/error.ts";
import type { TransportListener } from "../../../provider/libvirt/transport.ts";
import {
    int,
    type Link,
    packet,
    refusal,
    reply,
    type ScriptedDaemon,
    startScriptedDaemon,
    text,
    virError,
    welcome,
} from "../../support/scripted-libvirtd.ts";

/** Far more than a machine under load needs; no test waits for it. */
const PATIENCE_MS = 10_000;
/** For calls that are meant to run into their deadline. */
const SOON = { timeoutMs: 300 };

const daemons: ScriptedDaemon[] = [];
afterEach(async () => {
    await Promise.all(daemons.splice(0).map((daemon) => daemon.close()));
});

const serve = async (script: (link: Link) => Promise<void>): Promise<ScriptedDaemon> => {
    const daemon = await startScriptedDaemon(script);
    daemons.push(daemon);
    return daemon;
};

/** A client of a daemon that behaves until it has been opened, and then plays the script. */
const open = async (
    script: (link: Link) => Promise<void>,
): Promise<{ client: LibvirtClient; daemon: ScriptedDaemon }> => {
    const daemon = await serve(async (link) => {
        await welcome(link);
        await script(link);
    });
    const client = await connect(daemon.uri, { environment: {}, timeoutMs: PATIENCE_MS });
    onTestFinished(() => client.close());
    return { client, daemon };
};

/** The message without the path of the socket, which differs from run to run. */
const failure = async (promise: Promise<unknown>): Promise<{ code: unknown; message: string; sent?: unknown }> => {
    const error: unknown = await promise.then(
        () => undefined,
        (reason: unknown) => reason,
    );
    if (!(error instanceof Error) || !("code" in error)) {
        throw new Error(`no failure with a code: ${String(error)}`);
    }
    const message = error.message.replace(/\/\S*scripted-libvirtd-\w+/, "/tmp");
    return { code: error.code, message, ...("sent" in error && { sent: error.sent }) };
};

const forEver = (): Promise<never> => new Promise(() => undefined);

describe("Calls", () => {
    it("brings answers to their callers in whatever order they come", async () => {
        const { client } = await open(async (link) => {
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
        const { client, daemon } = await open(async (link) => {
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

    it("gives up a call that is not answered in time, and stays usable", async () => {
        const { client } = await open(async (link) => {
            await link.next();
            link.send(reply(await link.next(), text("host")));
            await link.next();
        });
        expect(await failure(client.getHostname(SOON))).toMatchInlineSnapshot(`
          {
            "code": "timed-out",
            "message": "call getHostname of libvirt at /tmp/sock: no sign of life for 0.3 s. Check that the daemon answers (virsh list), or allow more time.",
          }
        `);
        expect(await client.getHostname()).toBe("host");
    });

    it("drops the answer to a call that was given up", async () => {
        const { client } = await open(async (link) => {
            const first = await link.next();
            const second = await link.next();
            link.send(reply(first, text("late")), reply(first, text("later")), reply(second, text("in time")));
            await link.next();
        });
        const controller = new AbortController();
        const first = failure(client.getHostname({ signal: controller.signal }));
        controller.abort();
        expect(await first).toMatchInlineSnapshot(`
          {
            "code": "aborted",
            "message": "call getHostname of libvirt at /tmp/sock: the operation was cancelled. Run it again.",
          }
        `);
        expect(await client.getHostname()).toBe("in time");
    });

    it("ends the connection when nothing is answered any more, so that waiting calls don't hang", async () => {
        const { client } = await open(forEver);
        const start = performance.now();
        const failures = await Promise.all(Array.from({ length: 6 }, () => failure(client.getHostname(SOON))));
        expect(performance.now() - start).toBeLessThan(PATIENCE_MS / 2);
        expect(failures.map(({ code }) => code)).toEqual(Array.from({ length: 6 }, () => "timed-out"));
        expect(failures[5]).toMatchInlineSnapshot(`
          {
            "code": "timed-out",
            "message": "call getHostname of libvirt at /tmp/sock: no call is answered any more. Check that the daemon answers (virsh list), then run this again.",
            "sent": false,
          }
        `);
        expect(client.closed).toBe(true);
    });

    it("does not send a call whose signal has fired", async () => {
        const { client, daemon } = await open(forEver);
        const signal = AbortSignal.abort(new Error("enough"));
        expect(await failure(client.getHostname({ signal }))).toMatchObject({ code: "aborted" });
        expect(daemon.seen).toHaveLength(2);
    });

    it("takes a call that waits for its turn back when its signal fires", async () => {
        const { client, daemon } = await open(forEver);
        const controller = new AbortController();
        const blocking = Array.from({ length: 4 }, () => failure(client.getHostname(SOON)));
        const waiting = failure(client.getHostname({ signal: controller.signal }));
        controller.abort();
        expect(await waiting).toMatchObject({ code: "aborted" });
        await Promise.all(blocking);
        expect(daemon.seen).toHaveLength(6);
    });

    it("says that the time is up when the signal was a deadline", async () => {
        const { client } = await open(forEver);
        expect(await failure(client.getHostname({ signal: AbortSignal.timeout(20) }))).toMatchInlineSnapshot(`
          {
            "code": "timed-out",
            "message": "call getHostname of libvirt at /tmp/sock: the time allowed was used up. Check that the host answers, or allow more time.",
          }
        `);
    });

    it("rejects calls when it is closed, and tells which were sent", async () => {
        const { client } = await open(forEver);
        const failures = Array.from({ length: 5 }, () => failure(client.getHostname()));
        await client.close();
        expect((await Promise.all(failures)).map(({ sent }) => sent)).toEqual([true, true, true, true, false]);
        expect(await failures[0]).toMatchInlineSnapshot(`
          {
            "code": "aborted",
            "message": "call getHostname of libvirt at /tmp/sock: the connection was closed by this program. Connect again.",
            "sent": true,
          }
        `);
        expect(await failure(client.getHostname())).toMatchObject({ code: "aborted", sent: false });
        await client.close();
    });

    it("passes libvirt's refusal on", async () => {
        const { client } = await open(async (link) => {
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
        const { client, daemon } = await open(async (link) => {
            link.send(packet({ program: 0x6b65_6570, procedure: 1, type: 2, serial: 0 }));
            await link.next();
        });
        await expect.poll(() => daemon.seen.at(-1)).toMatchObject({ procedure: 2, type: 2, serial: 0, status: 0 });
        expect(client.closed).toBe(false);
    });

    it.each([
        ["hangs up", (link: Link) => link.hangUp(), "connect-failed"],
        ["sends a length that is too large", (link: Link) => link.send(int(0x7fff_ffff)), "host-failed"],
        ["sends a length that is too small", (link: Link) => link.send(int(27)), "host-failed"],
        ["sends garbage", (link: Link) => link.send(Buffer.from("HTTP/1.1 400 Bad Request\r\n\r\n")), "host-failed"],
        [
            "is cut in the middle of a packet",
            (link: Link) => {
                link.send(packet({ procedure: 59, type: 1, serial: 3, length: 100 }));
                setTimeout(link.hangUp, 20);
            },
            "connect-failed",
        ],
        [
            "answers a call that was not made",
            (link: Link) => link.send(packet({ procedure: 59, type: 1, serial: 4 }, text("x"))),
            "host-failed",
        ],
        [
            "sends an event that nobody asked for",
            (link: Link) => link.send(packet({ procedure: 107, type: 2, serial: 0 })),
            "host-failed",
        ],
        [
            "answers for another program",
            (link: Link) => link.send(packet({ program: 1, procedure: 59, type: 1, serial: 3 }, text("x"))),
            "host-failed",
        ],
        [
            "answers in another version",
            (link: Link) => link.send(packet({ version: 2, procedure: 59, type: 1, serial: 3 }, text("x"))),
            "host-failed",
        ],
        [
            "answers for another procedure",
            (link: Link) => link.send(packet({ procedure: 60, type: 1, serial: 3 }, text("x"))),
            "host-failed",
        ],
        [
            "calls its client",
            (link: Link) => link.send(packet({ procedure: 59, type: 0, serial: 3 }, text("x"))),
            "host-failed",
        ],
        [
            "sends data of a stream that is none",
            (link: Link) => link.send(packet({ procedure: 59, type: 3, serial: 3, status: 2 }, text("x"))),
            "host-failed",
        ],
        [
            "answers with an unknown status",
            (link: Link) => link.send(packet({ procedure: 59, type: 1, serial: 3, status: 7 }, text("x"))),
            "host-failed",
        ],
        [
            "answers with more than the result",
            (link: Link) => link.send(packet({ procedure: 59, type: 1, serial: 3 }, text("x"), int(0))),
            "host-failed",
        ],
        [
            "answers with a string longer than the packet",
            (link: Link) => link.send(packet({ procedure: 59, type: 1, serial: 3 }, int(1000))),
            "host-failed",
        ],
        [
            "answers with an error that can't be read",
            (link: Link) => link.send(packet({ procedure: 59, type: 1, serial: 3, status: 1 }, int(42))),
            "host-failed",
        ],
    ])("ends with one clear error when the peer %s", async (_, misbehave, code) => {
        const { client } = await open(async (link) => {
            await link.next();
            misbehave(link);
            await link.next();
        });
        const start = performance.now();
        const outcome = await failure(client.getHostname());
        expect(outcome).toMatchObject({ code, sent: true });
        expect(outcome.message).toMatch(/^call getHostname of libvirt at \/tmp\/sock: .+\. .+\.$/);
        expect(performance.now() - start).toBeLessThan(PATIENCE_MS / 2);
        expect(client.closed).toBe(true);
    });

    it("says what was wrong", async () => {
        const { client } = await open(async (link) => {
            await link.next();
            link.send(int(27));
        });
        expect(await failure(client.getHostname())).toMatchInlineSnapshot(`
          {
            "code": "host-failed",
            "message": "call getHostname of libvirt at /tmp/sock: the peer sent a packet of 27 bytes, which is not between 28 and 33554436. Check that it is a libvirt daemon that listens there.",
            "sent": true,
          }
        `);
    });

    it("meets its deadline under an endless stream of packets", async () => {
        const { client } = await open(async (link) => {
            await link.next();
            const chaff = Buffer.concat(
                Array.from({ length: 500 }, () => packet({ procedure: 59, type: 1, serial: 1 })),
            );
            for (let stop = Date.now() + 4 * SOON.timeoutMs; Date.now() < stop; await link.flushed()) {
                link.send(chaff);
            }
        });
        const start = performance.now();
        expect(await failure(client.getHostname(SOON))).toMatchObject({ code: "timed-out" });
        expect(performance.now() - start).toBeLessThan(PATIENCE_MS / 2);
    });

    it("settles every call once, and throws nothing, whatever the peer sends", async () => {
        const answer = packet({ procedure: 59, type: 1, serial: 1 }, text("host"));
        const hostile = oneof(
            uint8Array({ maxLength: 100 }),
            array(tuple(nat(answer.length - 1), nat(255)), { maxLength: 3 }).map((changes) => {
                const bytes = Buffer.from(answer);
                for (const [at, value] of changes) {
                    bytes[at] = value;
                }
                return bytes;
            }),
        );
        await assert(
            asyncProperty(array(hostile, { minLength: 1, maxLength: 4 }), async (chunks) => {
                let peer: TransportListener | undefined;
                const calls = new Calls(
                    {
                        peer: "nobody",
                        full: false,
                        listen: (listener) => {
                            peer = listener;
                        },
                        write: () => undefined,
                        close: async () => undefined,
                    },
                    PATIENCE_MS,
                );
                let settled = 0;
                const settle = (): boolean => {
                    settled += 1;
                    return true;
                };
                for (const stream of [false, true, false, false, false]) {
                    const request = { procedure: "getHostname", number: 59, payload: new Uint8Array(0), stream };
                    calls.start(request, { receive: settle, fail: settle });
                }
                for (const chunk of chunks) {
                    peer?.received(chunk);
                }
                peer?.closed(undefined);
                expect(settled).toBe(5);
                await calls.close();
            }),
            { numRuns: 2000 },
        );
    });
});
