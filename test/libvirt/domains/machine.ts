import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { defineDomain } from "../../support/client-verbs.ts";
import { TestDomain } from "../../support/test-domain.ts";
import { type QemuDevice, readDevices } from "./command-line.ts";
import type { Lane } from "./stage.ts";

/** What virsh printed when it failed. */
export const saidBy = (error: unknown): string =>
    String(error instanceof Error && "stderr" in error ? error.stderr : error);

/**
 * libvirt adds `<metadata>` for the first note in a domain that has none, and has no call that removes it with the
 * last.
 */
const withoutEmptyMetadata = (xml: string): string => xml.replace(/^ *<metadata\/>\n/m, "");

/** A domain of one lane, seen as libvirt and QEMU see it. */
export class Machine {
    public readonly lane: Lane;
    public readonly domain: TestDomain;
    readonly #xml: string;

    private constructor(lane: Lane, domain: TestDomain, xml: string) {
        this.lane = lane;
        this.domain = domain;
        this.#xml = xml;
    }

    /** Defines a domain by XML that is made of its name; throws what libvirt says if it can't. */
    public static async define(lane: Lane, xmlOf: (name: string) => string): Promise<Machine> {
        const { host } = lane;
        const xml = xmlOf(`${host.pool}-${lane.lane}`);
        const machine = new Machine(lane, new TestDomain(host.client, await defineDomain(host.client, xml)), xml);
        await machine.#settle();
        return machine;
    }

    /** The definition for the next start. */
    public async config(): Promise<string> {
        return withoutEmptyMetadata(await this.lane.host.virsh("dumpxml", "--inactive", this.domain.name));
    }

    /** The running machine. */
    public async live(): Promise<string> {
        return withoutEmptyMetadata(await this.lane.host.virsh("dumpxml", this.domain.name));
    }

    /** The devices that QEMU gets by a definition. */
    public async devices(xml: string): Promise<readonly QemuDevice[]> {
        const { host, lane } = this.lane;
        const file = join(host.folder, `${lane}.xml`);
        await writeFile(file, xml);
        return readDevices(await host.virsh("domxml-to-native", "qemu-argv", "--xml", file));
    }

    /** Starts it; no instruction of its firmware runs. Returns what libvirt says if it can't; empty if it can. */
    public start(): Promise<string> {
        return this.lane.host.virsh("start", "--paused", this.domain.name).then(() => "", saidBy);
    }

    public async stop(): Promise<void> {
        if (await this.domain.isActive()) await this.domain.stop();
    }

    /** Brings the definition back to what it was, whatever was done to it. */
    public async reset(): Promise<void> {
        await this.stop();
        await this.domain.undefine();
        await defineDomain(this.lane.host.client, this.#xml);
        await this.#settle();
    }

    /**
     * Defines it by its own definition until that stays the same. libvirt sorts controllers when it reads a definition,
     * and adds others later; each change of a device has it read the definition again, and so sorts those too.
     */
    async #settle(): Promise<void> {
        for (let before = "", now = await this.config(); now !== before; now = await this.config()) {
            await defineDomain(this.lane.host.client, now);
            before = now;
        }
    }

    public async remove(): Promise<void> {
        await this.stop();
        await this.domain.undefine();
    }
}
