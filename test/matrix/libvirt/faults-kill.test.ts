import { describe, expect, it } from "vitest";
import type { State } from "../../../provider/model/state.ts";
import { IDE_CONTROLLER, SCSI_CONTROLLER, useTestHost } from "../../support/host.ts";
import { ProviderProcess, type ProviderRequest } from "../../support/provider-process.ts";
import type { Fault } from "./faults/list.ts";
import { answerTo, callOf, IN_STREAMS, inUpload, LONG, type Moment, uploaded } from "./faults/moments.ts";
import { named, record } from "./faults/record.ts";
import { Stage, stateOf } from "./faults/stage.ts";

describe("a provider that is killed", () => {
    const host = useTestHost();

    const killDuring = async (stage: Stage, moment: Moment, request: ProviderRequest): Promise<void> => {
        const provider = new ProviderProcess();
        const wasKilled = stage.strikeAt(moment, async ({ toDaemon, inStream }) => {
            const isCall = toDaemon && !inStream;
            await provider.kill();
            // A call that was being made when the provider died never got to the daemon.
            return isCall ? "drop" : "pass";
        });
        expect(await provider.run(request)).toEqual({ killed: "SIGKILL" });
        expect(wasKilled()).toBe(true);
        await stage.note();
    };

    const inTheMiddle: { fault: Fault; moment: () => Moment } = {
        fault: "provider killed in the middle of the upload",
        moment: inUpload,
    };

    it.each(
        named<{ fault: Fault; moment: () => Moment; runs?: boolean }>([
            { fault: "provider killed before the upload", moment: () => callOf("storageVolCreateXml") },
            ...(IN_STREAMS ? [inTheMiddle] : []),
            { fault: "provider killed after the upload", moment: () => uploaded },
            { fault: "provider killed before the attach", moment: () => callOf("domainAttachDeviceFlags") },
            {
                fault: "provider killed between attaching to the persistent definition and to the running machine",
                moment: () => answerTo("domainAttachDeviceFlags"),
                runs: true,
            },
            { fault: "provider killed after the attach", moment: () => answerTo("domainAttachDeviceFlags") },
        ]),
    )("%s", async (_, { fault, moment, runs = false }) => {
        const made = runs ? host().start({ devices: SCSI_CONTROLLER }) : host().define({ devices: IDE_CONTROLLER });
        const stage = await Stage.set(host(), await made);
        await killDuring(stage, moment(), { verb: "create", news: stage.declare(LONG) });
        // Nothing of it is in the state: the next check draws another seed, and comes to another image.
        const state = stateOf(await stage.create(stage.declare(LONG)));
        await stage.expectConverged(state);
        expect(await stage.delete(state)).toBeUndefined();
        await stage.expectNothing();
        record({ fault, times: 1, left: stage.left });
    });

    it.each(
        named<{ fault: Fault; moment: () => Moment }>([
            {
                fault: "provider killed before an update changes the medium",
                moment: () => callOf("domainUpdateDeviceFlags"),
            },
            {
                fault: "provider killed after an update has changed the medium",
                moment: () => callOf("storageVolDelete"),
            },
        ]),
    )("%s", async (_, { fault, moment }) => {
        const stage = await Stage.set(host(), await host().start({ devices: SCSI_CONTROLLER }));
        // Booted with its drive: libvirt 9.0 can't change the medium of one that was plugged in while it ran.
        await stage.domain.stop();
        const first: State = stateOf(await stage.create(stage.declare()));
        await stage.domain.boot();
        const news = stage.declare(LONG);
        await killDuring(stage, moment(), { verb: "update", state: first, news });
        const state = stateOf(await stage.update(first, news));
        await stage.expectConverged(state);
        await stage.domain.stop();
        expect(await stage.delete(state)).toBeUndefined();
        await stage.expectNothing();
        record({ fault, times: 1, left: stage.left });
    });

    it("provider killed after changing the medium of a drive whose state was lost", async () => {
        const fault = "provider killed after changing the medium of a drive whose state was lost";
        const stage = await Stage.set(host(), await host().define());
        stateOf(await stage.create(stage.declare()));
        // The domain has the second image then, and nothing refers to the first one.
        await killDuring(stage, callOf("storageVolDelete"), { verb: "create", news: stage.declare() });
        const state = stateOf(await stage.create(stage.declare()));
        await stage.expectConverged(state);
        expect(await stage.delete(state)).toBeUndefined();
        await stage.expectNothing();
        record({ fault, times: 1, left: stage.left });
    });

    it("provider killed during a destroy, before the volume is deleted", async () => {
        const fault = "provider killed during a destroy, before the volume is deleted";
        const stage = await Stage.set(host(), await host().define());
        const state = stateOf(await stage.create(stage.declare()));
        await killDuring(stage, callOf("storageVolDelete"), { verb: "delete", state });
        expect(await stage.delete(state)).toBeUndefined();
        await stage.expectNothing();
        record({ fault, times: 1, left: stage.left });
    });
});
