import { describe, expect, it } from "vitest";
import type { Tap } from "../../support/fault-proxy.ts";
import { useTestHost } from "../../support/host.ts";
import { ProviderProcess } from "../../support/provider-process.ts";
import { cutEverywhere } from "./faults/cuts.ts";
import { FixedStage } from "./faults/fixed-stage.ts";
import type { Fault } from "./faults/list.ts";
import { answerTo, callOf, IN_STREAMS, type Moment, uploaded, uploading } from "./faults/moments.ts";
import { named, record } from "./faults/record.ts";
import { leftBy, stateOf } from "./faults/stage.ts";

/** The nth packet of a kind. */
const nth = (moment: Moment, count: number): Moment => {
    let left = count;
    return (packet) => moment(packet) && --left === 0;
};

/** Some 700 KiB: three packets of an upload. */
const LINES = 100_000;

describe("a change of a volume with a fixed name", () => {
    const host = useTestHost();
    it.each(
        named<{ fault: Fault; moment: () => Moment; inStream?: boolean }>([
            {
                fault: "provider killed before it ejects a fixed volume",
                moment: () => callOf("domainUpdateDeviceFlags"),
            },
            {
                fault: "provider killed after it ejected a fixed volume",
                moment: () => answerTo("domainUpdateDeviceFlags"),
            },
            { fault: "provider killed after it made a fixed volume unreadable", moment: () => nth(uploaded, 2) },
            {
                fault: "provider killed in the middle of writing a fixed volume",
                moment: () => nth(uploading, 6),
                inStream: true,
            },
            {
                fault: "provider killed before it completes a fixed volume",
                moment: () => nth(callOf("storageVolUpload"), 4),
            },
            {
                fault: "provider killed before it inserts a fixed volume",
                moment: () => nth(callOf("domainUpdateDeviceFlags"), 2),
            },
            {
                fault: "provider killed after it inserted a fixed volume",
                moment: () => nth(answerTo("domainUpdateDeviceFlags"), 2),
            },
        ]).filter(([, { inStream }]) => inStream !== true || IN_STREAMS),
    )("%s", async (_, { fault, moment }) => {
        const [stage, state] = await FixedStage.set(host());
        const news = stage.declare("second", LINES);
        const provider = new ProviderProcess();
        const wasKilled = stage.strikeAt(state.volumePath, moment(), async ({ toDaemon, inStream }) => {
            await provider.kill();
            return toDaemon && !inStream ? "drop" : "pass";
        });
        expect(await provider.run({ verb: "update", state, news })).toEqual({ killed: "SIGKILL" });
        expect(wasKilled()).toBe(true);
        await stage.note(state.volumePath);
        await stage.expectConverged(stateOf(await stage.update(state, news)), news);
        record({ fault, times: 1, left: stage.left });
    });

    it("socket cut at any packet of a change of a fixed volume", async () => {
        const fault = "socket cut at any packet of a change of a fixed volume";
        const [stage, first] = await FixedStage.set(host());
        const { volumePath } = first;
        let state = first;
        const run = { strikeAt: (at: Moment, way: Tap) => stage.strikeAt(volumePath, at, way) };
        const times = await cutEverywhere(run, true, async (arm, at) => {
            const news = stage.declare(`change ${at}`, at % 2 === 0 ? 1 : LINES / 10);
            arm();
            const outcome = await stage.update(state, news);
            stage.proxy.untap();
            await stage.note(volumePath);
            state = stateOf(await stage.update(leftBy(outcome) ?? state, news));
            await stage.expectConverged(state, news);
        });
        expect(times).toBeGreaterThan(IN_STREAMS ? 20 : 5);
        record({ fault, times, left: stage.left });
    });
});
