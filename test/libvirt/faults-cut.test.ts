import { describe, expect, it } from "vitest";
import type { Tap, TappedPacket } from "../support/fault-proxy.ts";
import { SCSI_CONTROLLER, useTestHost } from "../support/host.ts";
import type { Fault } from "./faults/list.ts";
import { cut, cutBehind } from "./faults/moments.ts";
import { named, record } from "./faults/record.ts";
import { leftBy, Stage, stateOf } from "./faults/stage.ts";

/** How to cut, and at which packets. */
interface Cut {
    readonly way: Tap;
    readonly counts: (packet: TappedPacket) => boolean;
}

const CHANGES = /^(domain(Attach|Detach|Update|Set)|storageVol(Create|Delete|Upload))/;

/** A running machine takes its time with each change: there, only packets of those count. */
const cutsOf = (runs: boolean): readonly Cut[] => {
    const counts = ({ procedure }: TappedPacket): boolean => !runs || CHANGES.test(procedure ?? "");
    return [
        { way: cut, counts },
        { way: cutBehind, counts },
    ];
};

/**
 * Cuts the link at the first packet, then at the second, and so on until a run goes through; returns how often.
 *
 * @param round One run with the fault and what comes after it. Calls `arm` when the fault may strike.
 */
const cutEverywhere = async (
    stage: Stage,
    { way, counts }: Cut,
    round: (arm: () => void, at: number) => Promise<void>,
): Promise<number> => {
    for (let at = 1; ; at++) {
        let wasCut = () => false;
        await round(() => {
            let seen = 0;
            wasCut = stage.strikeAt((packet) => counts(packet) && ++seen === at, way);
        }, at);
        if (!wasCut()) return at - 1;
    }
};

describe("a socket that is cut", () => {
    const host = useTestHost();

    const makeStage = async (runs: boolean): Promise<Stage> => {
        const make = runs ? host().start({ devices: SCSI_CONTROLLER }) : host().define();
        return await Stage.set(host(), await make);
    };

    it.each(
        named<{ fault: Fault; runs: boolean; lost: boolean }>([
            { fault: "socket cut at any packet of a create", runs: false, lost: false },
            { fault: "socket cut at any packet of a create, and its state lost", runs: false, lost: true },
            {
                fault: "socket cut at any packet of a create in a running machine, and its state lost",
                runs: true,
                lost: true,
            },
        ]),
    )("%s", async (_, { fault, runs, lost }) => {
        const stage = await makeStage(runs);
        const kept = stage.declare();
        let times = 0;
        for (const each of cutsOf(runs)) {
            times += await cutEverywhere(stage, each, async (arm) => {
                arm();
                const outcome = await stage.create(kept);
                stage.proxy.untap();
                await stage.note();
                const left = leftBy(outcome);
                // Without a state the engine has no inputs either: the next check draws another seed.
                const news = lost ? stage.declare() : kept;
                const again = lost || left === undefined ? stage.create(news) : stage.update(left, news);
                const state = stateOf(await again);
                await stage.expectConverged(state);
                expect(await stage.delete(state)).toBeUndefined();
                await stage.expectNothing();
            });
        }
        expect(times).toBeGreaterThan(runs ? 20 : 50);
        record({ fault, times, left: stage.left });
    });

    it.each(
        named<{ fault: Fault; runs: boolean; other: boolean }>([
            { fault: "socket cut at any packet of an update", runs: false, other: false },
            {
                fault: "socket cut at any packet of an update, which is then given up for another",
                runs: false,
                other: true,
            },
            { fault: "socket cut at any packet of an update in a running machine", runs: true, other: false },
        ]),
    )("%s", async (_, { fault, runs, other }) => {
        const stage = await makeStage(runs);
        let state = stateOf(await stage.create(stage.declare()));
        let times = 0;
        for (const each of cutsOf(runs)) {
            times += await cutEverywhere(stage, each, async (arm, at) => {
                const news = stage.declare({ userData: `update ${at}` });
                arm();
                const outcome = await stage.update(state, news);
                stage.proxy.untap();
                await stage.note();
                // As after a kill, the engine has the state of before; without one, what the failed run handed over.
                const left = other ? state : (leftBy(outcome) ?? state);
                const next = other ? stage.declare({ userData: `instead of ${at}` }) : news;
                state = stateOf(await stage.update(left, next));
                await stage.expectConverged(state);
            });
        }
        expect(times).toBeGreaterThan(runs ? 20 : 50);
        expect(await stage.delete(state)).toBeUndefined();
        await stage.expectNothing();
        record({ fault, times, left: stage.left });
    });

    it.each(
        named<{ fault: Fault; runs: boolean }>([
            { fault: "socket cut at any packet of a destroy", runs: false },
            { fault: "socket cut at any packet of a destroy in a running machine", runs: true },
        ]),
    )("%s", async (_, { fault, runs }) => {
        const stage = await makeStage(runs);
        const news = stage.declare();
        let times = 0;
        for (const each of cutsOf(runs)) {
            times += await cutEverywhere(stage, each, async (arm) => {
                const state = stateOf(await stage.create(news));
                arm();
                await stage.delete(state);
                stage.proxy.untap();
                await stage.note();
                expect(await stage.delete(state)).toBeUndefined();
                await stage.expectNothing();
            });
        }
        expect(times).toBeGreaterThan(runs ? 10 : 25);
        record({ fault, times, left: stage.left });
    });
});
