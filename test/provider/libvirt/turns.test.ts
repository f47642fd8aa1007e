import { describe, expect, it } from "vitest";
import { Exchange } from "../../../provider/libvirt/exchange.ts";
import { MAX_IN_FLIGHT, Turns } from "../../../provider/libvirt/turns.ts";

const exchange = (procedure: string): Exchange =>
    new Exchange(
        { procedure, number: 1, payload: new Uint8Array(), stream: procedure.startsWith("stream") },
        { receive: () => true, fail: () => undefined },
    );

/** Turns in which calls of those names wait. */
const waiting = (...procedures: readonly string[]): Turns => {
    const turns = new Turns();
    for (const procedure of procedures) turns.add(exchange(procedure));
    return turns;
};

/** Names of those that are sent, if each is answered before the next. */
const sentOneByOne = (turns: Turns): readonly string[] => {
    const sent: string[] = [];
    for (let next = turns.take([]); next !== undefined; next = turns.take([])) sent.push(next.request.procedure);
    return sent;
};

/** Names of those that are sent while none is answered. */
const sentAtOnce = (turns: Turns): readonly string[] => {
    const sent: Exchange[] = [];
    for (let next = turns.take(sent); next !== undefined; next = turns.take(sent)) {
        next.state = "sent";
        sent.push(next);
    }
    return sent.map(({ request }) => request.procedure);
};

describe("Turns", () => {
    it("keeps the order in which calls were made", () => {
        expect(sentOneByOne(waiting("a", "b", "c"))).toEqual(["a", "b", "c"]);
    });

    it(`lets ${MAX_IN_FLIGHT} calls be with the daemon`, () => {
        expect(sentAtOnce(waiting("a", "b", "c", "d", "e"))).toEqual(["a", "b", "c", "d"]);
    });

    it("lets a stream be there alone", () => {
        expect(sentAtOnce(waiting("a", "stream 1", "b"))).toEqual(["a"]);
        expect(sentAtOnce(waiting("stream 1", "a"))).toEqual(["stream 1"]);
        expect(sentAtOnce(waiting("stream 1", "stream 2"))).toEqual(["stream 1"]);
    });

    it("lets streams go together", () => {
        expect(sentOneByOne(waiting("a", "stream 1", "b", "stream 2", "c"))).toEqual([
            "a",
            "stream 1",
            "stream 2",
            "b",
            "c",
        ]);
    });

    it("doesn't let streams go before other calls for ever", () => {
        const turns = waiting("stream", "a");
        const sent: string[] = [];
        for (let next = turns.take([]); next !== undefined && sent.length < 100; next = turns.take([])) {
            sent.push(next.request.procedure);
            if (next.request.stream) turns.add(exchange("stream"));
        }
        expect(sent.indexOf("a")).toBe(8);
    });

    it("goes on with streams that nothing else waits behind", () => {
        const streams = Array.from({ length: 30 }, () => "stream");
        expect(sentOneByOne(waiting(...streams))).toEqual(streams);
    });

    it("forgets a call that was given up, and all of them at the end", () => {
        const turns = waiting("a", "b");
        const given = exchange("c");
        turns.add(given);
        turns.delete(given);
        expect(turns.takeAll().map(({ request }) => request.procedure)).toEqual(["a", "b"]);
        expect(turns.take([])).toBeUndefined();
    });
});
