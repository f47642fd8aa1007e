import { array, assert, asyncProperty, nat, oneof, tuple, uint8Array } from "fast-check";
import { describe, expect, it } from "vitest";
import { Calls } from "../../../provider/libvirt/calls.ts";
import type { TransportListener } from "../../../provider/libvirt/transport/transport.ts";
import {
    connectScripted,
    failureOf,
    int,
    type Link,
    PATIENCE_MS,
    packet,
    text,
} from "../../support/scripted-libvirtd.ts";

describe("Calls and a peer that breaks the protocol", () => {
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
        const { client } = await connectScripted(async (link) => {
            await link.next();
            misbehave(link);
            await link.next();
        });
        const start = performance.now();
        const outcome = await failureOf(client.getHostname());
        expect(outcome).toMatchObject({ code, sent: true });
        expect(outcome.message).toMatch(/^call getHostname of libvirt at \/tmp\/sock: .+\. .+\.$/);
        expect(performance.now() - start).toBeLessThan(PATIENCE_MS / 2);
        expect(client.closed).toBe(true);
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
