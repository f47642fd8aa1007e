import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Keepalive, pongFor } from "../../../provider/libvirt/keepalive.ts";

const TIMES = { intervalMs: 5000, count: 5 };

describe("Keepalive", () => {
    let sent: Uint8Array[];
    let deaths: number;
    let isBusy: boolean;
    let keepalive: Keepalive;

    beforeEach(() => {
        vi.useFakeTimers();
        sent = [];
        deaths = 0;
        isBusy = false;
        keepalive = new Keepalive(TIMES, {
            send: (message) => sent.push(message),
            isBusy: () => isBusy,
            dead: () => {
                deaths += 1;
            },
        });
    });
    afterEach(() => {
        keepalive.stop();
        vi.useRealTimers();
    });

    it("asks in the words of libvirt's keepalive program", () => {
        vi.advanceTimersByTime(5000);
        expect(sent.map((message) => Buffer.from(message).toString("hex"))).toEqual([
            [
                "0000001c", // Length
                "6b656570", // Program: keep
                "00000001", // Version
                "00000001", // Procedure: ping
                "00000002", // Type: message
                "00000000", // Serial
                "00000000", // Status
            ].join(""),
        ]);
    });

    it("gives a peer up that leaves five questions unanswered, once", () => {
        vi.advanceTimersByTime(29_999);
        expect([sent.length, deaths]).toEqual([5, 0]);
        vi.advanceTimersByTime(1);
        expect([sent.length, deaths]).toEqual([5, 1]);
        vi.advanceTimersByTime(100_000);
        expect([sent.length, deaths]).toEqual([5, 1]);
    });

    it("counts from the last that it heard", () => {
        vi.advanceTimersByTime(29_999);
        keepalive.heard();
        vi.advanceTimersByTime(29_999);
        expect([sent.length, deaths]).toEqual([10, 0]);
        keepalive.heard();
        vi.advanceTimersByTime(4999);
        expect(sent).toHaveLength(10);
    });

    it("neither asks nor counts while a stream is under way", () => {
        vi.advanceTimersByTime(25_000);
        isBusy = true;
        vi.advanceTimersByTime(300_000);
        expect([sent.length, deaths]).toEqual([5, 0]);
        isBusy = false;
        vi.advanceTimersByTime(29_999);
        expect(deaths).toBe(0);
        vi.advanceTimersByTime(1);
        expect(deaths).toBe(1);
    });
});

describe("pongFor", () => {
    const question = { program: 0x6b65_6570, version: 1, procedure: 1, type: 2, serial: 0, status: 0 };

    it("answers a question, and nothing else", () => {
        expect(Buffer.from(pongFor(question) ?? []).readUInt32BE(12)).toBe(2);
        expect(pongFor({ ...question, procedure: 2 })).toBeUndefined();
        expect(pongFor({ ...question, type: 0 })).toBeUndefined();
    });
});
