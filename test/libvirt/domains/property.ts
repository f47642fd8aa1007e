import fc from "fast-check";
import type { Machine as MachineType } from "../../support/test-domain.ts";
import { domainXmlOf } from "./domain-xml.ts";
import { kindOf } from "./kind.ts";
import type { Harm } from "./look.ts";
import { Machine, saidBy } from "./machine.ts";
import { type DomainChoice, domainChoice } from "./random-domain.ts";
import type { Lane } from "./stage.ts";
import { type Outcome, Trial } from "./trial.ts";

/** How long a search takes for a smaller domain that comes to the same harm. */
const SHRINK_MS = 30_000;

/** What the domains of some seeds have shown. */
export interface Findings {
    /** Domains that got both drives, one after the other. */
    trials: number;
    /** Domains that libvirt doesn't define, or QEMU doesn't start, without the drive. */
    impossible: number;
    /** How often the package refused something, by the reason. */
    readonly refusals: Map<string, number>;
    /** How many domains came to harm, by its kind. */
    readonly kinds: Map<string, number>;
    /** Each domain that came to harm, for people to read. */
    readonly failures: string[];
}

const add = (counts: Map<string, number>, name: string): void => {
    counts.set(name, (counts.get(name) ?? 0) + 1);
};

/** Defines the domain; undefined if libvirt or QEMU refuse it. */
const tryToMake = async (lane: Lane, choice: DomainChoice): Promise<Machine | undefined> => {
    const machine = await Machine.define(lane, (name) => domainXmlOf(name, choice, lane.media)).catch(() => undefined);
    if (machine === undefined) return undefined;
    const reason = await machine.start();
    await machine.stop();
    if (reason === "") return machine;
    await machine.remove();
    return undefined;
};

const tryDrive = (machine: Machine, device: "cdrom" | "disk", { drives }: DomainChoice): Promise<Outcome> =>
    new Trial(machine, device).run(drives[device]).catch((error: unknown) => {
        // Nothing of the package: a call of the test itself failed.
        return {
            harms: [{ kind: `${device}: the trial fails: ${kindOf(saidBy(error))}`, detail: saidBy(error) }],
            refusals: [],
        };
    });

const tryDrives = async (machine: Machine, choice: DomainChoice): Promise<Outcome> => {
    const cdrom = await tryDrive(machine, "cdrom", choice);
    if (cdrom.harms.length > 0) await machine.reset();
    const disk = await tryDrive(machine, "disk", choice);
    return { harms: [...cdrom.harms, ...disk.harms], refusals: [...cdrom.refusals, ...disk.refusals] };
};

/** Removes the images that a failed trial has left. */
const clear = async ({ host, lane }: Lane): Promise<void> => {
    for (const file of await host.files()) {
        if (file.startsWith(`lane${lane}-`)) await host.virsh("vol-delete", "--pool", host.pool, file);
    }
};

const report = (seed: number, lane: Lane, choice: DomainChoice, harms: readonly Harm[]): string =>
    [
        `CONFIG_DRIVE_SEED=${seed}`,
        ...harms.map(({ kind, detail }) => `  ${kind}\n${detail.replaceAll(/^/gm, "    ")}`),
        `  drives: ${JSON.stringify(choice.drives)}`,
        domainXmlOf("smallest", choice, lane.media).replaceAll(/^\s*\n/gm, ""),
    ].join("\n");

/** The domain of one seed, and if a drive harms it, smaller ones that come to the same harm. */
class Search {
    readonly #lane: Lane;
    readonly #found: Findings;
    /** The first harm, and when the search for a smaller domain ends. */
    #first: { readonly kind: string; readonly deadline: number } | undefined;
    #smallest: readonly Harm[] = [];

    public constructor(lane: Lane, found: Findings) {
        this.#lane = lane;
        this.#found = found;
    }

    public async run(seed: number, machines: readonly MachineType[]): Promise<void> {
        const property = fc.asyncProperty(domainChoice(...machines), (choice) => this.#try(choice));
        const { failed, counterexample, errorInstance } = await fc.check(property, { seed, numRuns: 1 });
        if (!failed) return;
        const [choice] = counterexample ?? [];
        if (choice === undefined || this.#first === undefined) throw errorInstance;
        this.#found.failures.push(report(seed, this.#lane, choice, this.#smallest));
    }

    async #try(choice: DomainChoice): Promise<void> {
        // When the time is over, every smaller domain passes, which ends the search.
        if (this.#first !== undefined && Date.now() > this.#first.deadline) return;
        const machine = await this.#make(choice);
        try {
            const { harms, refusals } = await tryDrives(machine, choice);
            const [harm] = this.#first === undefined ? harms : harms.filter(({ kind }) => kind === this.#first?.kind);
            if (this.#first === undefined) this.#note(harms, refusals);
            if (harm === undefined) return;
            this.#smallest = harms;
            throw new Error(harm.kind);
        } finally {
            await machine.remove();
            await clear(this.#lane);
        }
    }

    /** Has fast-check draw another domain if libvirt doesn't define this one or QEMU doesn't start it. */
    async #make(choice: DomainChoice): Promise<Machine> {
        const machine = await tryToMake(this.#lane, choice);
        if (machine !== undefined) return machine;
        if (this.#first === undefined) this.#found.impossible++;
        return fc.pre(false) as never;
    }

    #note(harms: readonly Harm[], refusals: readonly string[]): void {
        this.#found.trials++;
        for (const refusal of refusals) add(this.#found.refusals, refusal);
        const [first] = harms;
        if (first === undefined) return;
        const isNew = !this.#found.kinds.has(first.kind);
        for (const { kind } of harms) add(this.#found.kinds, kind);
        this.#first = { kind: first.kind, deadline: Date.now() + (isNew ? SHRINK_MS : 0) };
    }
}

const lines = (counts: ReadonlyMap<string, number>): readonly string[] =>
    [...counts].toSorted(([, one], [, other]) => other - one).map(([name, count]) => `  ${count} × ${name}`);

/** What a test shows of its findings. */
export const showFindings = ({ trials, impossible, refusals, kinds, failures }: Findings): string =>
    [
        `${trials} domains; ${impossible} others don't start without a drive`,
        "refused:",
        ...lines(refusals),
        "harm:",
        ...lines(kinds),
        "",
        ...failures,
    ].join("\n");

/** Tries the domains of as many seeds, some at a time. */
export const tryDomains = async (
    lanes: readonly Lane[],
    { seed, count }: { readonly seed: number; readonly count: number },
    ...machines: readonly MachineType[]
): Promise<Findings> => {
    const found: Findings = { trials: 0, impossible: 0, refusals: new Map(), kinds: new Map(), failures: [] };
    const seeds = Array.from({ length: count }, (_, index) => seed + index).values();
    await Promise.all(
        lanes.map(async (lane) => {
            for (const each of seeds) await new Search(lane, found).run(each, machines);
        }),
    );
    return found;
};
