import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { LibvirtError } from "../../../provider/libvirt/error.ts";
import {
    connectScripted,
    forEver,
    type Link,
    refusal,
    reply,
    type SeenPacket,
    streamPacket,
    text,
    virError,
} from "../../support/scripted-libvirtd.ts";

/** For streams that are meant to run into their deadline. */
const SOON = { timeoutMs: 300 };
const VOLUME = { pool: "default", name: "web.iso", key: "/pool/web.iso" };
const CONTINUE = 2;

/** Reads the packets of an upload up to its end. */
const readUpload = async (link: Link): Promise<readonly SeenPacket[]> => {
    const packets: SeenPacket[] = [];
    for (;;) {
        const packet = await link.next();
        if (packet.status !== CONTINUE) {
            return packets;
        }
        packets.push(packet);
    }
};

const codeOf = (promise: Promise<unknown>): Promise<unknown> =>
    promise.then(
        () => "no failure",
        (error: unknown) => (error instanceof Error && "code" in error ? error.code : error),
    );

describe("upload", () => {
    it("sends packets of 256 KiB, whatever the chunks, and then finishes", async () => {
        const chunks = [1, 300_000, 0, 7, 262_116, 262_115, 1].map((length, at) => new Uint8Array(length).fill(at + 1));
        const length = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
        let sent: readonly SeenPacket[] = [];
        const { client } = await connectScripted(async (link) => {
            const call = await link.next();
            link.send(reply(call));
            sent = await readUpload(link);
            link.send(streamPacket(call, 0));
            await link.next();
        });
        await client.storageVolUpload(VOLUME, chunks, length);
        expect(Buffer.concat(sent.map(({ payload }) => payload)).equals(Buffer.concat(chunks))).toBe(true);
        expect(sent.map(({ payload }) => payload.length)).toEqual([262_116, 262_116, 262_116, 37_892]);
        expect(sent.every(({ type, procedure, serial }) => type === 3 && procedure === 208 && serial === 3)).toBe(true);
    });

    it("has the connection to itself: libvirtd loses calls that meet the end of a stream", async () => {
        const order: string[] = [];
        const { client } = await connectScripted(async (link) => {
            /** Whether no packet comes for a moment; and the one that comes then. */
            const quietBefore = async (packet: Promise<SeenPacket>): Promise<SeenPacket> => {
                const first = await Promise.race([packet.then(() => "more"), sleep(50, "nothing")]);
                order.push(first);
                return await packet;
            };
            const before = await link.next();
            const call = link.next();
            const waited = quietBefore(call);
            await sleep(100);
            link.send(reply(before, text("host")));
            const opening = await waited;
            link.send(reply(opening));
            order.push(`stream ${opening.procedure}`, `of ${(await readUpload(link)).length} packet`);
            const after = quietBefore(link.next());
            await sleep(100);
            link.send(streamPacket(opening, 0));
            link.send(reply(await after, text("host")));
            await link.next();
        });
        const all = [
            client.getHostname(),
            client.storageVolUpload(VOLUME, [new Uint8Array(8)], 8),
            client.getHostname(),
        ];
        await Promise.all(all);
        expect(order).toEqual(["nothing", "stream 208", "of 1 packet", "nothing"]);
    });

    it("refuses a length that isn't that of the chunks", async () => {
        const { client } = await connectScripted(forEver);
        await expect(client.storageVolUpload(VOLUME, [new Uint8Array(3)], 4)).rejects.toThrow(RangeError);
    });

    it("stops at once when libvirt reports an error in the middle, with all that it says", async () => {
        let received = 0;
        const { client } = await connectScripted(async (link) => {
            const call = await link.next();
            link.send(reply(call));
            await link.next();
            link.send(streamPacket(call, 1, virError(38, "cannot write to stream: No space left on device", 28)));
            for (;;) {
                const packet = await link.next();
                if (packet.type === 0) {
                    link.send(reply(packet, text("host")));
                } else {
                    received += 1;
                }
            }
        });
        const chunks = Array.from({ length: 256 }, () => new Uint8Array(1 << 20));
        const error = await client.storageVolUpload(VOLUME, chunks, 256 << 20).catch((reason: unknown) => reason);
        expect(error).toBeInstanceOf(LibvirtError);
        expect(error).toMatchObject({ code: 38, int1: 28, procedure: "storageVolUpload" });
        expect(await client.getHostname()).toBe("host");
        expect(received).toBeLessThan(100);
    });

    it("reports a refusal before any data is sent", async () => {
        const { client, daemon } = await connectScripted(async (link) => {
            link.send(refusal(await link.next(), virError(50, "Storage volume not found")));
            await link.next();
        });
        expect(await codeOf(client.storageVolUpload(VOLUME, [new Uint8Array(8)], 8))).toBe(50);
        expect(daemon.seen).toHaveLength(3);
    });

    it("gives up on a peer that stops reading, without filling memory", async () => {
        const { client } = await connectScripted(async (link) => {
            link.send(reply(await link.next()));
            link.deafen();
            await forEver();
        });
        const before = process.memoryUsage().arrayBuffers;
        const chunk = new Uint8Array(1 << 20);
        const chunks = Array.from({ length: 512 }, () => chunk);
        expect(await codeOf(client.storageVolUpload(VOLUME, chunks, 512 << 20, SOON))).toBe("timed-out");
        expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16 << 20);
    });

    it("gives up on a peer that takes everything and never says that it is done", async () => {
        const { client } = await connectScripted(async (link) => {
            link.send(reply(await link.next()));
            await readUpload(link);
            await forEver();
        });
        expect(await codeOf(client.storageVolUpload(VOLUME, [new Uint8Array(8)], 8, SOON))).toBe("timed-out");
    });

    it("tells the daemon when it is aborted, and leaves the connection usable", async () => {
        const controller = new AbortController();
        let last: SeenPacket | undefined;
        const { client } = await connectScripted(async (link) => {
            const call = await link.next();
            link.send(reply(call));
            await link.next();
            controller.abort();
            do {
                last = await link.next();
            } while (last.status === CONTINUE);
            link.send(streamPacket(call, 0));
            link.send(reply(await link.next(), text("host")));
            await link.next();
        });
        const chunks = Array.from({ length: 64 }, () => new Uint8Array(1 << 20));
        const upload = client.storageVolUpload(VOLUME, chunks, 64 << 20, { signal: controller.signal });
        expect(await codeOf(upload)).toBe("aborted");
        expect(await client.getHostname()).toBe("host");
        expect(last).toMatchObject({ type: 3, procedure: 208, status: 1 });
        expect(last?.payload).toHaveLength(0);
    });

    it("aborts a stream that opens only after its caller has gone", async () => {
        const controller = new AbortController();
        let last: SeenPacket | undefined;
        const { client } = await connectScripted(async (link) => {
            const call = await link.next();
            controller.abort();
            await new Promise((resolve) => setTimeout(resolve, 20));
            link.send(reply(call));
            last = await link.next();
            link.send(streamPacket(call, 0));
            await link.next();
        });
        const signal = controller.signal;
        expect(await codeOf(client.storageVolUpload(VOLUME, [new Uint8Array(8)], 8, { signal }))).toBe("aborted");
        await expect.poll(() => last).toMatchObject({ type: 3, status: 1 });
        expect(client.closed).toBe(false);
    });

    it.each([
        ["sends data", CONTINUE],
        ["says that the stream is done before it is", 0],
        ["sends a hole", 9],
    ])("ends the connection when the peer %s", async (_, status) => {
        const { client } = await connectScripted(async (link) => {
            const call = await link.next();
            link.send(reply(call));
            link.send(streamPacket(call, status, text("x")));
            await forEver();
        });
        const chunks = Array.from({ length: 64 }, () => new Uint8Array(1 << 20));
        expect(await codeOf(client.storageVolUpload(VOLUME, chunks, 64 << 20))).toBe("host-failed");
        expect(client.closed).toBe(true);
    });

    it("fails when the link is cut in the middle", async () => {
        const { client } = await connectScripted(async (link) => {
            link.send(reply(await link.next()));
            await link.next();
            link.hangUp();
        });
        const chunks = Array.from({ length: 64 }, () => new Uint8Array(1 << 20));
        expect(await codeOf(client.storageVolUpload(VOLUME, chunks, 64 << 20))).toBe("connect-failed");
    });
});

describe("download", () => {
    const range = { length: 0, maximum: 1000 };

    it("joins what comes, closes the stream, and waits for the daemon's word", async () => {
        let finish: SeenPacket | undefined;
        const { client } = await connectScripted(async (link) => {
            const call = await link.next();
            link.send(reply(call), streamPacket(call, CONTINUE, Buffer.from("con")));
            link.send(streamPacket(call, CONTINUE, Buffer.from("tent")), streamPacket(call, CONTINUE));
            finish = await link.next();
            link.send(streamPacket(call, 0));
            await link.next();
        });
        expect(Buffer.from(await client.storageVolDownload(VOLUME, range)).toString()).toBe("content");
        expect(finish).toMatchObject({ type: 3, procedure: 209, status: 0 });
    });

    it("takes data that overtakes the reply, as a busy libvirtd sends it", async () => {
        const { client } = await connectScripted(async (link) => {
            const call = await link.next();
            link.send(streamPacket(call, CONTINUE, Buffer.from("content")), streamPacket(call, CONTINUE), reply(call));
            await link.next();
            link.send(streamPacket(call, 0));
            await link.next();
        });
        expect(Buffer.from(await client.storageVolDownload(VOLUME, range)).toString()).toBe("content");
    });

    it("ends the connection when the call is answered twice", async () => {
        const { client } = await connectScripted(async (link) => {
            const call = await link.next();
            link.send(reply(call), reply(call));
            await forEver();
        });
        expect(await codeOf(client.storageVolDownload(VOLUME, range))).toBe("host-failed");
    });

    it("stops an endless stream at the maximum, and stays usable", async () => {
        const { client } = await connectScripted(async (link) => {
            const call = await link.next();
            link.send(reply(call));
            let over = false;
            const flood = (async () => {
                for (; !over; await link.flushed()) {
                    link.send(streamPacket(call, CONTINUE, Buffer.alloc(100)));
                    await new Promise(setImmediate);
                }
            })();
            expect(await link.next()).toMatchObject({ type: 3, status: 1 });
            over = true;
            await flood;
            link.send(streamPacket(call, 0));
            link.send(reply(await link.next(), text("host")));
            await link.next();
        });
        await expect(client.storageVolDownload(VOLUME, range)).rejects.toThrowErrorMatchingInlineSnapshot(
            `[ConfigDriveError: call storageVolDownload: received more than 1000 bytes. Check which program wrote to the volume.]`,
        );
        expect(await client.getHostname()).toBe("host");
    });

    it("reports an error in the middle", async () => {
        const { client } = await connectScripted(async (link) => {
            const call = await link.next();
            link.send(reply(call), streamPacket(call, CONTINUE, Buffer.from("con")));
            link.send(streamPacket(call, 1, virError(38, "cannot read", 5)));
            await forEver();
        });
        expect(await codeOf(client.storageVolDownload(VOLUME, range))).toBe(38);
        expect(client.closed).toBe(false);
    });

    it("gives up on data that stops coming", async () => {
        const { client } = await connectScripted(async (link) => {
            const call = await link.next();
            link.send(reply(call), streamPacket(call, CONTINUE, Buffer.from("con")));
            await forEver();
        });
        expect(await codeOf(client.storageVolDownload(VOLUME, range, SOON))).toBe("timed-out");
    });

    it("ends the connection when data comes after the end", async () => {
        const { client } = await connectScripted(async (link) => {
            const call = await link.next();
            link.send(reply(call), streamPacket(call, CONTINUE), streamPacket(call, CONTINUE, Buffer.from("x")));
            await forEver();
        });
        expect(await codeOf(client.storageVolDownload(VOLUME, range))).toBe("host-failed");
    });
});
