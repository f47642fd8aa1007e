import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { readReport, waitFor } from "../guests/guest.ts";
import { inspectImage, recordEvents, virsh } from "../pulumi/host.ts";
import { Stack } from "../pulumi/stack.ts";
import type { EventRecorder } from "../support/events/recorder.ts";
import { qemuOf } from "../support/process-table.ts";

const GUEST_MS = 120_000;

/** The place of a drive in a definition of its domain, and its medium. */
export interface Place {
    readonly target: string | undefined;
    readonly bus: string | undefined;
    readonly file: string | undefined;
}

/** Each cdrom in a definition. */
const cdromsIn = (xml: string): readonly Place[] =>
    [...xml.matchAll(/<disk [^>]*device='cdrom'>[\s\S]*?<\/disk>/g)].map(([disk]) => ({
        target: /<target dev='(\w+)'/.exec(disk)?.[1],
        bus: /<target [^>]*bus='(\w+)'/.exec(disk)?.[1],
        file: /<source file='([^']+)'/.exec(disk)?.[1],
    }));

/** A stack of one machine of libvirt provider 0.9 and its drive, and what happens to the machine on the host. */
export class Machine {
    public readonly stack: Stack;
    readonly #events: EventRecorder;
    /** The CLI checks no types: each of the many runs would do it again. */
    #variables: NodeJS.ProcessEnv = { PULUMI_NODEJS_TRANSPILE_ONLY: "true" };

    private constructor(stack: Stack, events: EventRecorder) {
        this.stack = stack;
        this.#events = events;
    }

    /** @param program A file of `test/pulumi/programs/libvirt-09`, without its ending. */
    public static async open(program: string, variables: NodeJS.ProcessEnv = {}): Promise<Machine> {
        const machine = new Machine(await openStack09(program), await recordEvents());
        machine.set(variables);
        return machine;
    }

    /** Changes variables of the program. */
    public set(variables: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
        this.#variables = { ...this.#variables, ...variables };
        return this.#variables;
    }

    /** Runs the CLI. */
    public run(...args: readonly string[]): ReturnType<Stack["run"]> {
        return this.stack.run(args, this.#variables);
    }

    /** Brings the stack up with changed variables; both providers then see what they left, and a second run does nothing. */
    public async up(variables: NodeJS.ProcessEnv, ...counts: readonly RegExp[]): Promise<string> {
        this.set(variables);
        const output = await this.stack.up(this.#variables);
        for (const count of counts) expect(output).toMatch(count);
        await this.stack.refreshNothing(this.#variables);
        await this.stack.previewNothing(this.#variables);
        return output;
    }

    public async name(): Promise<string> {
        return (await this.stack.outputs())["domain"] ?? "";
    }

    /** What the machine went through since this was last called. */
    public async events(): Promise<readonly string[]> {
        return this.eventsOf(await this.name());
    }

    public eventsOf(domain: string): Promise<readonly string[]> {
        return this.#events.take(domain);
    }

    /** Domains that were defined since the beginning and exist. */
    public standing(): Promise<readonly string[]> {
        return this.#events.standing();
    }

    public async state(): Promise<string> {
        return virsh("domstate", await this.name());
    }

    /** The cdroms of the domain, as its next start takes them and as the running machine has them. */
    public async cdroms(): Promise<{ readonly config: readonly Place[]; readonly live?: readonly Place[] }> {
        const name = await this.name();
        const config = cdromsIn(virsh("dumpxml", "--inactive", name));
        return virsh("domstate", name) === "shut off" ? { config } : { config, live: cdromsIn(virsh("dumpxml", name)) };
    }

    /** Verifies that the drive is the one cdrom, in both definitions, with its medium. Returns the path of that. */
    public async expectDrive(bus: string, target: string): Promise<string> {
        const { volumePath = "" } = await this.stack.outputs();
        const there = [{ target, bus, file: volumePath }];
        const { config, live = there } = await this.cdroms();
        expect({ config, live }).toEqual({ config: there, live: there });
        expect(this.volumes()).toContain(volumePath);
        return volumePath;
    }

    /** The paths of all volumes in the stack's pool. */
    public volumes(): readonly string[] {
        const pool = join(this.stack.folder, "pool");
        return readdirSync(pool).map((file) => join(pool, file));
    }

    /** Waits until the guest has read the drive as it is now. */
    public async seenInGuest(console = this.stack.console): Promise<void> {
        const { files } = inspectImage((await this.stack.outputs())["volumePath"] ?? "");
        const wanted = JSON.stringify(files);
        const look = (log: string): true | undefined =>
            JSON.stringify(readReport(log)?.files) === wanted ? true : undefined;
        await waitFor(console, look, GUEST_MS);
    }

    /** Whether this boot of the guest ever ran without the drive. */
    public hasMissedDrive(): boolean {
        return readFileSync(this.stack.console, "utf8").includes("--- no config drive ---");
    }

    /** What changes when the machine is restarted. */
    public async process(): Promise<string> {
        const name = await this.name();
        return `${virsh("domid", name)} ${qemuOf(name)?.pid}`;
    }

    /** Destroys the stack and verifies that nothing is left on the host. */
    public async destroy(): Promise<void> {
        await this.stack.destroy(this.#variables);
        expect(await this.standing()).toEqual([]);
        expect(existsSync(join(this.stack.folder, "pool"))).toBe(false);
    }

    /** Takes everything away, whatever happened. */
    public async close(): Promise<void> {
        await this.stack.run(["destroy", "--yes", "--skip-preview"], this.#variables);
        await this.stack.remove();
        await this.#events.stop();
    }
}

/** A project whose `@pulumi/libvirt` is provider 0.9, with a program of `test/pulumi/programs/libvirt-09`. */
export const openStack09 = async (program: string): Promise<Stack> => {
    const stack = new Stack(`libvirt-09/${program}`, process.env["CONFIG_DRIVE_LIBVIRT_09"]);
    await stack.init();
    return stack;
};
