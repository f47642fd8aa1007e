import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "vitest";
import { rebuildDrive } from "../../../../provider/image/build.ts";
import { connect } from "../../../../provider/libvirt/client.ts";
import { DOMAIN_XML_INACTIVE } from "../../../../provider/libvirt/flags.ts";
import { createDrive } from "../../../../provider/lifecycle/create.ts";
import { IncompleteDrive } from "../../../../provider/lifecycle/incomplete.ts";
import { readDrive } from "../../../../provider/lifecycle/read.ts";
import { updateDrive } from "../../../../provider/lifecycle/update.ts";
import type { CheckedInputs, State } from "../../../../provider/model/state.ts";
import { FaultProxy, type Tap, type TappedPacket } from "../../../support/fault-proxy.ts";
import type { TestHost } from "../../../support/host.ts";
import { joined } from "../../../support/in-memory.ts";
import { recognised } from "../../../support/recognised.ts";
import type { TestDomain } from "../../../support/test-domain.ts";
import type { Outcome } from "./stage.ts";

/** A running machine whose cdrom is a volume with a fixed name, and a proxy in front of the daemon. */
export class FixedStage {
    public readonly proxy: FaultProxy;
    /** What faults left until the next run. */
    public readonly left: string[] = [];
    /** Media that were neither a whole image nor unreadable. */
    public readonly violations: string[] = [];
    readonly #host: TestHost;
    #domain: TestDomain | undefined;
    #before: readonly string[] = [];
    /** Whole images, by their bytes. */
    readonly #images: Uint8Array[] = [];

    private constructor(host: TestHost, proxy: FaultProxy) {
        this.#host = host;
        this.proxy = proxy;
    }

    /** With a machine that has booted with the volume of a new drive in its cdrom. */
    public static async set(host: TestHost): Promise<readonly [FixedStage, State]> {
        const proxy = await FaultProxy.open(host.uri);
        host.onRemove(() => proxy.close());
        const stage = new FixedStage(host, proxy);
        const state = await createDrive(host.handle(), stage.declare("first"));
        const cdrom = `<disk type='file' device='cdrom'><driver name='qemu' type='raw'/><source file='${state.volumePath}' startupPolicy='requisite'/><target dev='hda' bus='ide'/><readonly/><serial>cloudinit</serial></disk>`;
        stage.#domain = await host.define({ devices: cdrom });
        await stage.#domain.boot();
        stage.#before = await definitionsOf(host, stage.#domain);
        return [stage, state];
    }

    /** Another content of the volume. */
    public declare(userData: string, lines = 1): CheckedInputs {
        const inputs = { fixedVolume: true, userData, files: { "/etc/lines": { content: "a line\n".repeat(lines) } } };
        const news = this.#host.declare({ connection: this.proxy.uri, ...inputs });
        this.#images.push(joined(rebuildDrive(news).image.chunks));
        return news;
    }

    public async update(state: State, news: CheckedInputs): Promise<Outcome> {
        try {
            const client = await connect(this.proxy.uri, { environment: process.env });
            try {
                return { state: await updateDrive({ ...this.#host.handle(), client }, state, news) };
            } finally {
                await client.close();
            }
        } catch (error) {
            return { error, left: error instanceof IncompleteDrive ? error.state : undefined };
        }
    }

    /** Looks at the medium at every packet of the next run, and has a fault strike at one of them. */
    public strikeAt(path: string, isThere: (packet: TappedPacket) => boolean, strike: Tap): () => boolean {
        let struck = false;
        this.proxy.tap(async (packet) => {
            await this.look(path);
            if (struck || !isThere(packet)) return "pass";
            struck = true;
            return await strike(packet);
        });
        return () => {
            this.proxy.untap();
            return struck;
        };
    }

    /** Notes the medium if it's neither a whole image nor unreadable to everybody. */
    public async look(path: string): Promise<string> {
        const medium = await settled(path);
        if (this.#images.some((image) => Buffer.compare(medium.subarray(0, image.length), image) === 0)) return "whole";
        const type = recognised(medium);
        if (type !== "") this.violations.push(`${type}, in a medium of ${medium.length} bytes`);
        return "unreadable";
    }

    /** Notes what a fault has left. */
    public async note(path: string): Promise<void> {
        const medium = await this.look(path);
        const [disk] = (await this.#domain?.live())?.disks ?? [];
        this.left.push(
            `${medium === "whole" ? "a complete image" : "an unreadable image"}, ${disk?.file ? "in the drive" : "an empty drive"}`,
        );
    }

    /** Fails unless the volume has the content of a state, and the machine its medium and nothing else than before. */
    public async expectConverged(state: State, news: CheckedInputs): Promise<void> {
        const image = joined(rebuildDrive(news).image.chunks);
        const medium = await settled(state.volumePath);
        expect(Buffer.compare(medium.subarray(0, image.length), image)).toBe(0);
        expect(medium.subarray(image.length).every((byte) => byte === 0)).toBe(true);
        expect(this.#domain && (await definitionsOf(this.#host, this.#domain))).toEqual(this.#before);
        expect(await readDrive(this.#host.handle(), state)).toEqual(state);
        expect(this.violations).toEqual([]);
        expect(this.proxy.failures).toEqual([]);
    }
}

/** Both definitions of a domain. libvirt numbers each medium that a machine gets. */
const definitionsOf = async (host: TestHost, domain: TestDomain): Promise<readonly string[]> => {
    const ref = await domain.ref();
    const texts = [0, DOMAIN_XML_INACTIVE].map((flags) => host.client.domainGetXmlDesc(ref, flags));
    return (await Promise.all(texts)).map((xml) => xml.replaceAll(/ index='\d+'\/>/g, "/>"));
};

/** A medium between two writes: the daemon writes on while a packet is held. */
const settled = async (path: string): Promise<Uint8Array> => {
    for (let before = await readFile(path); ; ) {
        await sleep(1);
        const now = await readFile(path);
        if (now.equals(before)) return now;
        before = now;
    }
};
