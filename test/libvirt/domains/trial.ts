import { readdir } from "node:fs/promises";
import type { LibvirtClient } from "../../../provider/libvirt/client.ts";
import { createDrive } from "../../../provider/lifecycle/create.ts";
import { deleteDrive } from "../../../provider/lifecycle/delete.ts";
import { IncompleteDrive } from "../../../provider/lifecycle/incomplete.ts";
import { updateDrive } from "../../../provider/lifecycle/update.ts";
import type { CheckedInputs, State } from "../../../provider/model/state.ts";
import { ConfigDriveError } from "../../../provider/text/errors.ts";
import type { HostHandle } from "../../../provider/volume/host.ts";
import { letters } from "./domain.ts";
import { kindOf } from "./kind.ts";
import { compareLooks, differenceOf, type Harm, type Look, withoutDrive } from "./look.ts";
import { type Machine, saidBy } from "./machine.ts";
import type { DriveChoice, PlaceChoice } from "./random-domain.ts";

/** What became of one drive in one domain. */
export interface Outcome {
    readonly harms: readonly Harm[];
    /** The declared bus and the error by which the package refused something; no harm if nothing changed. */
    readonly refusals: readonly string[];
}

/** How targets on each bus start; on any bus, a target would decide the bus. */
const STARTS = { auto: "", ide: "hd", sata: "sd", scsi: "sd", usb: "sd", virtio: "vd" } as const;

/** One of the smallest images of FAT16. */
const VFAT_SIZE = 2_129_920;

/** One drive's way through a domain that can start without it. */
export class Trial {
    readonly #machine: Machine;
    readonly #device: "cdrom" | "disk";
    readonly #client: LibvirtClient;
    readonly #harms: Harm[] = [];
    readonly #refusals: string[] = [];

    /** @param client Through which the package works on the domain. */
    public constructor(machine: Machine, device: "cdrom" | "disk", client: LibvirtClient = machine.lane.host.client) {
        this.#machine = machine;
        this.#device = device;
        this.#client = client;
    }

    /** Creates the drive, moves it and removes it again. */
    public async run({ place, move, running }: DriveChoice): Promise<Outcome> {
        const before = await this.#look(await this.#machine.config());
        if (running === "never") await this.#runOff(before, place, move);
        else await this.#runOn(before, place, running === "restarted");
        await this.#machine.stop();
        this.#expectSame("isn't restored", before.xml, await this.#machine.config());
        return { harms: this.#harms, refusals: this.#refusals };
    }

    async #runOff(before: Look, place: PlaceChoice, move: PlaceChoice | undefined): Promise<void> {
        const created = await this.#change("create", place, () => createDrive(this.#handle(), this.#declare(place)));
        if (created === undefined) return;
        await this.#expectGood("", before);
        if (move === undefined) return await this.#remove(created);
        const moved = await this.#change("update", move, () =>
            updateDrive(this.#handle(), created, this.#declare(move)),
        );
        if (moved !== undefined) await this.#expectGood(" after a move", before);
        await this.#remove(moved ?? created);
    }

    async #runOn(before: Look, place: PlaceChoice, isRestarted: boolean): Promise<void> {
        await this.#start(" without the drive");
        const live = await this.#look(await this.#machine.live());
        const state = await this.#change("create", place, () => createDrive(this.#handle(), this.#declare(place)));
        if (state === undefined) {
            const now = withoutDrive(await this.#machine.live());
            return this.#expectSame("refused, but changes the running machine", live.xml, now);
        }
        await this.#compare(" in the running machine", live, await this.#machine.live());
        await this.#compare(" at the next start", before, await this.#machine.config());
        if (isRestarted) {
            await this.#machine.stop();
            if (!(await this.#start(" with the drive that was hot-plugged"))) return await this.#remove(state);
        }
        const running = isRestarted ? withoutDrive(await this.#machine.live()) : live.xml;
        await this.#remove(state);
        this.#expectSame("isn't restored in the running machine", running, withoutDrive(await this.#machine.live()));
    }

    async #look(xml: string): Promise<Look> {
        return { xml, devices: await this.#machine.devices(xml) };
    }

    /** Compares a definition with the drive to what it was. libvirt refuses some that it made itself. */
    async #compare(when: string, before: Look, xml: string): Promise<void> {
        try {
            const after = await this.#look(xml);
            for (const { kind, detail } of compareLooks(before, after, this.#device)) this.#harm(kind + when, detail);
        } catch (error) {
            this.#harm(`isn't valid${when}: ${kindOf(saidBy(error))}`, saidBy(error));
        }
    }

    #handle(): HostHandle {
        return { ...this.#machine.lane.host.handle(), client: this.#client };
    }

    get #prefix(): string {
        return `lane${this.#machine.lane.lane}`;
    }

    #declare({ bus, target }: PlaceChoice): CheckedInputs {
        const { host } = this.#machine.lane;
        const start = STARTS[bus];
        return host.declare({
            domain: this.#machine.domain.name,
            volumePrefix: this.#prefix,
            bus,
            device: this.#device,
            ...(this.#device === "disk" && { format: "vfat", size: VFAT_SIZE }),
            ...(target !== undefined &&
                start !== "" && { target: start + letters(bus === "ide" ? target % 4 : target) }),
        });
    }

    /** Does something to the drive. The package can refuse it, but must change nothing then. */
    async #change(
        what: "create" | "update",
        { bus }: PlaceChoice,
        change: () => Promise<State>,
    ): Promise<State | undefined> {
        const config = await this.#machine.config();
        const volumes = await this.#volumes();
        try {
            return await change();
        } catch (error) {
            if (error instanceof ConfigDriveError) {
                this.#refusals.push(`${bus}: ${error.code}: ${kindOf(error.message)}`);
                this.#expectSame(`${what} refuses, but changes the definition`, config, await this.#machine.config());
                this.#expectSame(`${what} refuses, but changes the pool`, volumes, await this.#volumes());
                return undefined;
            }
            const reason = error instanceof Error ? error.message : String(error);
            this.#harm(`${what} fails: ${kindOf(reason)}`, reason);
            if (error instanceof IncompleteDrive) await this.#remove(error.state);
            return undefined;
        }
    }

    async #remove(state: State): Promise<void> {
        try {
            await deleteDrive(this.#handle(), state);
        } catch (error) {
            this.#harm(`delete fails: ${kindOf(String(error))}`, String(error));
        }
        this.#expectSame("leaves a volume", "", await this.#volumes());
    }

    async #expectGood(when: string, before: Look): Promise<void> {
        await this.#compare(when, before, await this.#machine.config());
        await this.#start(` with the drive${when}`);
        await this.#machine.stop();
    }

    async #start(how: string): Promise<boolean> {
        const reason = await this.#machine.start();
        if (reason !== "") this.#harm(`doesn't start${how}: ${kindOf(reason)}`, reason);
        return reason === "";
    }

    async #volumes(): Promise<string> {
        const files = await readdir(this.#machine.lane.host.folder);
        return files.filter((file) => file.startsWith(`${this.#prefix}-`)).join();
    }

    #expectSame(kind: string, one: string, other: string): void {
        const harm = differenceOf(kind, one, other);
        if (harm) this.#harm(harm.kind, harm.detail);
    }

    #harm(kind: string, detail: string): void {
        this.#harms.push({ kind: `${this.#device}: ${kind}`, detail });
    }
}
