import { expect } from "vitest";
import { connect } from "../../../../provider/libvirt/client.ts";
import { DOMAIN_XML_INACTIVE } from "../../../../provider/libvirt/flags.ts";
import { createDrive } from "../../../../provider/lifecycle/create.ts";
import { deleteDrive } from "../../../../provider/lifecycle/delete.ts";
import { IncompleteDrive } from "../../../../provider/lifecycle/incomplete.ts";
import { readDrive } from "../../../../provider/lifecycle/read.ts";
import { updateDrive } from "../../../../provider/lifecycle/update.ts";
import type { Inputs } from "../../../../provider/model/inputs.ts";
import type { CheckedInputs, State } from "../../../../provider/model/state.ts";
import type { HostHandle } from "../../../../provider/volume/host.ts";
import { DriveWatch } from "../../../support/drive-watch.ts";
import { FaultProxy, type Tap, type TappedPacket } from "../../../support/fault-proxy.ts";
import type { TestHost } from "../../../support/host.ts";
import type { TestDomain } from "../../../support/test-domain.ts";

/** How a run through the proxy ended: with a state, or with what the engine keeps when it fails. */
export type Outcome = { readonly state: State } | { readonly error: unknown; readonly left: State | undefined };

const isLeft = (error: unknown): State | undefined => (error instanceof IncompleteDrive ? error.state : undefined);

/** What the engine has in its state after a run. */
export const leftBy = (outcome: Outcome): State | undefined => ("state" in outcome ? outcome.state : outcome.left);

/** A domain, a drive for it, and a proxy in front of the daemon, on which the world can be stopped. */
export class Stage {
    public readonly host: TestHost;
    public readonly domain: TestDomain;
    public readonly proxy: FaultProxy;
    public readonly watch: DriveWatch;
    /** What faults left until the next run. */
    public readonly left: string[] = [];

    private constructor(host: TestHost, domain: TestDomain, proxy: FaultProxy) {
        this.host = host;
        this.domain = domain;
        this.proxy = proxy;
        this.watch = new DriveWatch(host, domain);
    }

    /** On a host and with a domain of it; all of it goes with the host. */
    public static async set(host: TestHost, domain: TestDomain): Promise<Stage> {
        const proxy = await FaultProxy.open(host.uri);
        host.onRemove(() => proxy.close());
        return new Stage(host, domain, proxy);
    }

    /** A declaration whose seed is drawn, as a program's is; so each has an image of its own. */
    public declare(inputs: Partial<Inputs> = {}): CheckedInputs {
        const { domain, proxy } = this;
        const news = this.host.declare({ connection: proxy.uri, domain: domain.uuid, randomSeed: "", ...inputs });
        this.watch.allow(news);
        return news;
    }

    /** @param signal what the deadline of the run fires */
    public create(news: CheckedInputs, signal?: AbortSignal): Promise<Outcome> {
        return this.#run((host) => createDrive(host, news), signal);
    }

    public update(state: State, news: CheckedInputs): Promise<Outcome> {
        return this.#run((host) => updateDrive(host, state, news));
    }

    /** Undefined when it is done, else what went wrong. */
    public async delete(state: State): Promise<unknown> {
        const outcome = await this.#run(async (host) => {
            await deleteDrive(host, state);
            return state;
        });
        return "error" in outcome ? outcome.error : undefined;
    }

    /** Has a fault strike at a packet of the next run; tells afterwards whether the run got there. */
    public strikeAt(isThere: (packet: TappedPacket) => boolean, strike: Tap): () => boolean {
        let struck = false;
        this.proxy.tap(async (packet) => {
            if (struck || !isThere(packet)) return "pass";
            struck = true;
            await this.watch.look(`at ${packet.procedure}`);
            return await strike(packet);
        });
        return () => {
            this.proxy.untap();
            return struck;
        };
    }

    /** Notes what a fault has left. */
    public async note(): Promise<void> {
        await this.watch.look("after the fault");
        const { disks } = await this.domain.config();
        const volumes = (await this.host.volumes()).length;
        const words = ["nothing", "one image", "two images", "three images"][volumes] ?? `${volumes} images`;
        const attached = volumes === 1 ? "attached" : "one attached";
        this.left.push(disks.length === 0 ? words : `${words}, ${disks[0]?.file ? attached : "an empty drive"}`);
    }

    /** Fails unless the domain has the drive, in all its definitions, and the host nothing but its volume. */
    public async expectConverged(state: State): Promise<void> {
        const definitions = [await this.domain.config()];
        if (await this.domain.isActive()) definitions.push(await this.domain.live());
        for (const { disks } of definitions) expect(disks).toMatchObject([{ file: state.volumePath }]);
        expect(await this.host.volumes()).toEqual([state.volume]);
        expect(await this.host.files()).toEqual([state.volume]);
        expect(await readDrive(this.host.handle(), state)).toMatchObject({ drive: "attached", retiredVolumes: [] });
        await this.watch.look("converged");
        expect(this.watch.violations).toEqual([]);
        expect(this.proxy.failures).toEqual([]);
    }

    /** Fails unless nothing is left of the drive. */
    public async expectNothing(): Promise<void> {
        const definitions = [await this.domain.config()];
        if (await this.domain.isActive()) definitions.push(await this.domain.live());
        for (const { disks } of definitions) expect(disks).toEqual([]);
        const xml = await this.host.client.domainGetXmlDesc(await this.domain.ref(), DOMAIN_XML_INACTIVE);
        expect(xml).not.toContain("pulumi-config-drive");
        expect(await this.host.files()).toEqual([]);
        expect(await this.host.volumes()).toEqual([]);
        expect(this.watch.violations).toEqual([]);
    }

    async #run(work: (host: HostHandle) => Promise<State>, signal?: AbortSignal): Promise<Outcome> {
        try {
            const client = await connect(this.proxy.uri, { environment: process.env });
            try {
                return { state: await work({ ...this.host.handle(signal), client }) };
            } finally {
                await client.close();
            }
        } catch (error) {
            return { error, left: isLeft(error) };
        }
    }
}

/** The state of a run that should have succeeded. */
export const stateOf = (outcome: Outcome): State => {
    if ("state" in outcome) return outcome.state;
    throw outcome.error;
};
