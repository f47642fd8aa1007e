import { describe, expect, it } from "vitest";
import { diffState } from "../../../provider/check/diff.ts";
import { findLoss } from "../../../provider/lifecycle/look.ts";
import { SCSI_CONTROLLER, useTestHost } from "../../support/host.ts";
import { cutCreates, cutEverywhere } from "./faults/cuts.ts";
import type { Fault } from "./faults/list.ts";
import { named, record } from "./faults/record.ts";
import { leftBy, Stage, stateOf } from "./faults/stage.ts";

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
        const times = await cutCreates(stage, { runs, lost });
        expect(times).toBeGreaterThan(runs ? 15 : 40);
        record({ fault, times, left: stage.left });
    });

    it.each(
        named<{ fault: Fault; runs: boolean; other: boolean }>([
            { fault: "socket cut at any packet of an update", runs: false, other: false },
            {
                fault: "socket cut at any packet of an update, which another update then replaces",
                runs: false,
                other: true,
            },
            { fault: "socket cut at any packet of an update in a running machine", runs: true, other: false },
        ]),
    )("%s", async (_, { fault, runs, other }) => {
        const stage = await makeStage(runs);
        let state = stateOf(await stage.create(stage.declare()));
        const times = await cutEverywhere(stage, runs, async (arm, at) => {
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
        const times = await cutEverywhere(stage, runs, async (arm) => {
            const state = stateOf(await stage.create(news));
            arm();
            await stage.delete(state);
            stage.proxy.untap();
            await stage.note();
            expect(await stage.delete(state)).toBeUndefined();
            await stage.expectNothing();
        });
        expect(times).toBeGreaterThan(runs ? 10 : 25);
        record({ fault, times, left: stage.left });
    });

    it("socket cut at any packet of an update that restores the drive of a machine started paused", async () => {
        const fault = "socket cut at any packet of an update that restores the drive of a machine started paused";
        const stage = await makeStage(false);
        const { domain } = stage;
        const xml = await host().virsh("dumpxml", domain.name);
        const news = stage.declare({ startDomain: true });
        let state = stateOf(await stage.create(news));
        const isPaused = async (): Promise<boolean> => /paused/.test(await host().virsh("domstate", domain.name));
        const times = await cutEverywhere(stage, true, async (arm) => {
            // As provider 0.9 updates a domain.
            await domain.stop();
            await domain.undefine();
            await host().defineXml(() => xml);
            await host().virsh("start", "--paused", domain.name);
            arm();
            const outcome = await stage.update(state, news);
            stage.proxy.untap();
            await stage.note();
            const left = leftBy(outcome);
            if (await isPaused()) {
                // The next diff sees it: in the state of the failed run, or in the domain.
                if (left) expect(diffState({ ...left }, { ...news }).changes).toBe(true);
                else expect(await findLoss(host().handle(), state)).not.toBe("");
            } else {
                expect((await domain.live()).disks).toMatchObject([{ file: state.volumePath }]);
            }
            state = stateOf(await stage.update(left ?? state, news));
            await stage.expectConverged(state);
            expect(await isPaused()).toBe(false);
        });
        expect(times).toBeGreaterThan(20);
        await domain.stop();
        expect(await stage.delete(state)).toBeUndefined();
        await stage.expectNothing();
        record({ fault, times, left: stage.left });
    });
});
