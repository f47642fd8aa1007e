import { describe, expect, it } from "vitest";
import { connect } from "../../../provider/libvirt/client.ts";
import { createDrive } from "../../../provider/lifecycle/create.ts";
import { deleteDrive } from "../../../provider/lifecycle/delete.ts";
import { IncompleteDrive } from "../../../provider/lifecycle/incomplete.ts";
import { updateDrive } from "../../../provider/lifecycle/update.ts";
import type { CheckedInputs, State } from "../../../provider/model/state.ts";
import type { HostHandle } from "../../../provider/volume/host.ts";
import { DriveWatch } from "../../support/drive-watch.ts";
import { FaultProxy } from "../../support/fault-proxy.ts";
import { IDE_CONTROLLER, SCSI_CONTROLLER, useTestHost } from "../../support/host.ts";
import { ProviderProcess } from "../../support/provider-process.ts";
import type { TestDomain } from "../../support/test-domain.ts";
import { answerTo, IN_STREAMS } from "./faults/moments.ts";
import { record } from "./faults/record.ts";

const FIFTY = Array.from({ length: 50 }, (_, index) => `drive-${index}`);

/** What the engine has in its state after a run. */
const stateIn = (result: PromiseSettledResult<State>): State | undefined => {
    if (result.status === "fulfilled") return result.value;
    return result.reason instanceof IncompleteDrive ? result.reason.state : undefined;
};

/** A program that gives a domain a drive, over a connection of its own. */
interface Rival {
    readonly on: HostHandle;
    readonly news: CheckedInputs;
}

/** The next run of a stack: its new state, or, where the other stack has the domain, what it had. */
const runAgain = async ({ on, news }: Rival, known: State | undefined): Promise<readonly State[]> => {
    try {
        return [await (known === undefined ? createDrive(on, news) : updateDrive(on, known, news))];
    } catch (error) {
        expect(error).toMatchObject({ code: "drive-conflict" });
        return known === undefined ? [] : [known];
    }
};

describe("drives that come at once", () => {
    const host = useTestHost();

    it("two stacks attach a drive to one domain at once", async () => {
        const domain = await host().define({ devices: SCSI_CONTROLLER });
        const before = await domain.config();
        const clients = await Promise.all([0, 1].map(() => connect(host().uri, { environment: process.env })));
        const watch = new DriveWatch(host(), domain);
        const stacks = clients.map((client, index) => {
            const volumePrefix = `stack-${index}`;
            const news = host().declare({ domain: domain.uuid, volumePrefix, userData: volumePrefix });
            watch.allow(news);
            return { on: { ...host().handle(), client }, news };
        });
        const left: string[] = [];
        const times = 20;
        for (let round = 0; round < times; round++) {
            const results = await Promise.allSettled(stacks.map(({ on, news }) => createDrive(on, news)));
            const { disks } = await domain.config();
            expect(disks.length).toBeLessThan(2);
            expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(disks.length);
            left.push(["two images", "two images, one attached"][disks.length] ?? "");
            const known = results.map(stateIn);
            // One after the other: the drive that was there, or the first that comes now, stays.
            const states: State[] = [];
            for (const [index, stack] of stacks.entries()) {
                states.push(...(await runAgain(stack, known[index])));
            }
            expect((await domain.config()).disks).toHaveLength(1);
            await watch.look("converged");
            for (const state of states) await deleteDrive(host().handle(), state);
            expect(await domain.config()).toEqual(before);
            expect(await host().files()).toEqual([]);
        }
        expect(watch.violations).toEqual([]);
        await Promise.all(clients.map((client) => client.close()));
        record({ fault: "two stacks attach a drive to one domain at once", times, left });
    });

    const declareFifty = (uri: string, domains: readonly TestDomain[]): readonly CheckedInputs[] =>
        FIFTY.map((volumePrefix, index) =>
            host().declare({ connection: uri, domain: domains[index]?.uuid ?? "", volumePrefix, randomSeed: "" }),
        );

    const expectAll = async (watch: DriveWatch, news: readonly CheckedInputs[]): Promise<void> => {
        const states = await Promise.all(news.map((each) => createDrive(host().handle(), each)));
        expect(await host().volumes()).toEqual(states.map(({ volume }) => volume).sort());
        await watch.look("converged");
        await Promise.all(states.map((state) => deleteDrive(host().handle(), state)));
        expect(await host().files()).toEqual([]);
        expect(watch.violations).toEqual([]);
    };

    it("50 creates at once on one host", async () => {
        const domains = await Promise.all(FIFTY.map(() => host().define()));
        const watch = new DriveWatch(host(), ...domains);
        const news = declareFifty(host().uri, domains);
        for (const each of news) watch.allow(each);
        await expectAll(watch, news);
        record({ fault: "50 creates at once on one host", times: 1, left: ["everything is done"] });
    });

    it("50 creates at once on one host, and the provider killed", async () => {
        // Each drive is one call to attach it, without one for its controller.
        const domains = await Promise.all(FIFTY.map(() => host().define({ devices: IDE_CONTROLLER })));
        const watch = new DriveWatch(host(), ...domains);
        const proxy = await FaultProxy.open(host().uri);
        host().onRemove(() => proxy.close());
        const provider = new ProviderProcess();
        const isAttached = answerTo("domainAttachDeviceFlags");
        // No stream is open any more when the last is attached.
        const deadly = IN_STREAMS ? 25 : FIFTY.length;
        let attached = 0;
        proxy.tap(async (packet) => {
            if (isAttached(packet) && ++attached === deadly) await provider.kill();
            return "pass";
        });
        const lost = declareFifty(proxy.uri, domains);
        for (const each of lost) watch.allow(each);
        const outcome = await provider.run(...lost.map((news) => ({ verb: "create" as const, news })));
        expect(outcome).toEqual({ killed: "SIGKILL" });
        proxy.untap();
        await watch.look("after the kill");
        const volumes = (await host().volumes()).length;
        const attachedNow = (await Promise.all(domains.map((domain) => domain.config()))).filter(
            ({ disks }) => disks.length > 0,
        ).length;
        expect(attachedNow).toBeGreaterThanOrEqual(deadly);
        const news = declareFifty(proxy.uri, domains);
        for (const each of news) watch.allow(each);
        await expectAll(watch, news);
        record({
            fault: "50 creates at once on one host, and the provider killed",
            times: 1,
            left: [`${volumes} images, ${attachedNow} attached`],
        });
    });
});
