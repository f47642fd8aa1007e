import { createHash } from "node:crypto";
import { join } from "node:path";
import { expect } from "vitest";
import type { Bus, DriveDevice, ImageFormat } from "../../provider/model/inputs.ts";
import type { State } from "../../provider/model/state.ts";
import { domainXml, readReports, waitFor } from "../guests/guest.ts";
import { lifeCycleOn, type TestHost } from "../support/host.ts";
import { type PcMachine, type SeenDisk, seenDrive, type TestDomain } from "../support/test-domain.ts";

const BOOT_MS = 60_000;

/** The disk as each definition of a domain should have it. */
export const disk = (state: State): SeenDisk => seenDrive("disk", state);

/** A drive to plug into a running machine, and what the guest makes of it. */
export interface PluggedDisk {
    readonly machine: PcMachine;
    readonly format: ImageFormat;
    readonly bus: Bus;
    readonly seen: string;
}

/** A test's host whose machines run the tiny guest, which reports what it reads from a drive. */
export class DiskStage {
    readonly #host: () => TestHost;

    public constructor(host: () => TestHost) {
        this.#host = host;
    }

    public defineGuest(machine: PcMachine): Promise<TestDomain> {
        return this.#host().defineXml((name, folder) =>
            domainXml({ name, machine, console: join(folder, `${name}.log`) }),
        );
    }

    /** The device on which the guest has read these user data. */
    public async sees(domain: TestDomain, userData: string): Promise<string> {
        const sha256 = createHash("sha256").update(userData).digest("hex");
        const report = await waitFor(
            join(this.#host().folder, `${domain.name}.log`),
            (log) =>
                readReports(log).findLast(({ files }) =>
                    files.some((file) => file.path === "openstack/latest/user_data" && file.sha256 === sha256),
                ),
            BOOT_MS,
        );
        return `${report.type} ${report.device}`;
    }

    /** Waits until the guest has looked for a drive and found none. */
    public async up(domain: TestDomain): Promise<void> {
        const log = join(this.#host().folder, `${domain.name}.log`);
        await waitFor(log, (text) => text.includes("no config drive") || undefined, BOOT_MS);
    }

    public async images(): Promise<readonly string[]> {
        return (await this.#host().files()).filter((file) => !file.endsWith(".log"));
    }

    /** Plugs a drive into a machine whose guest runs, changes it and takes it out. */
    public async plug({ machine, format, bus, seen }: PluggedDisk): Promise<void> {
        const { create, update, read, remove } = lifeCycleOn(this.#host);
        const domain = await this.defineGuest(machine);
        await domain.start();
        const inputs = { domain: domain.uuid, format, bus, device: "disk" as DriveDevice };
        const incarnation = await domain.incarnation();
        await this.up(domain);
        const first = await create({ ...inputs, userData: "first" });
        expect(await this.sees(domain, "first")).toBe(seen);
        const second = await update(first, { ...inputs, userData: "second" });
        expect(await this.sees(domain, "second")).toBe(seen);
        for (const definition of [await domain.live(), await domain.config()]) {
            expect(definition.disks).toEqual([disk(second)]);
        }
        expect(await read(second)).toEqual(second);
        expect(await this.images()).toEqual([second.volume]);
        expect(await domain.openImages()).toEqual([second.volume]);
        await remove(second);
        for (const definition of [await domain.live(), await domain.config()]) {
            expect(definition).toEqual({ disks: [], controllers: [] });
        }
        expect(await this.images()).toEqual([]);
        expect(await domain.incarnation()).toBe(incarnation);
    }
}
