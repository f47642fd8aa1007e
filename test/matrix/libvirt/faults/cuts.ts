import { expect } from "vitest";
import type { Tap } from "../../../support/fault-proxy.ts";
import { cut, cutBehind, IN_STREAMS, isOfStream, type Moment } from "./moments.ts";
import { leftBy, type Stage, stateOf } from "./stage.ts";

/** How to cut, and at which packets. */
interface Cut {
    readonly way: Tap;
    readonly counts: Moment;
}

const CHANGES = /^(domain(Attach|Detach|Update|Set|Resume)|storageVol(Create|Delete|Upload))/;

/** A running machine takes its time with each change: there, only packets of those count. */
const cutsOf = (runs: boolean): readonly Cut[] => {
    const counts: Moment = (packet) =>
        (!runs || CHANGES.test(packet.procedure ?? "")) && (IN_STREAMS || !isOfStream(packet));
    return [
        { way: cut, counts },
        { way: cutBehind, counts },
    ];
};

/** One run with a cut, and what comes after it; calls `arm` when the cut may come. */
type Round = (arm: () => void, at: number) => Promise<void>;

/** Cuts at the first packet, then at the second, and so on until a run goes through; returns how often. */
const cutEach = async (stage: Pick<Stage, "strikeAt">, { way, counts }: Cut, round: Round): Promise<number> => {
    for (let at = 1; ; at++) {
        let wasCut = () => false;
        await round(() => {
            let seen = 0;
            wasCut = stage.strikeAt((packet) => counts(packet) && ++seen === at, way);
        }, at);
        if (!wasCut()) return at - 1;
    }
};

/** Cuts the link at each packet, and behind each; returns how often. */
export const cutEverywhere = async (stage: Pick<Stage, "strikeAt">, runs: boolean, round: Round): Promise<number> => {
    let times = 0;
    for (const each of cutsOf(runs)) times += await cutEach(stage, each, round);
    return times;
};

/** What happens after a create that was cut. */
interface AfterCreate {
    /** Whether the machine runs. */
    readonly runs: boolean;
    /** Whether the engine's state of the run is lost. */
    readonly lost: boolean;
}

/** Creates that are cut everywhere, each run again and taken away. */
export const cutCreates = async (stage: Stage, { runs, lost }: AfterCreate): Promise<number> => {
    const kept = stage.declare();
    return await cutEverywhere(stage, runs, async (arm) => {
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
};
