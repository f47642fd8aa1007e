import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Contender, type ContenderName, contendersOn } from "./contenders.ts";
import { Daemon, poolsOf } from "./daemon.ts";
import { contentOf, type Fleet, forEachDrive, nameOf, placeOf } from "./programs/declaration.ts";
import { Project, type RunCost, type StoredResource } from "./project.ts";

/** What is done to a fleet, in this order. */
export const STEPS = ["up", "second up", "change of all", "refresh", "destroy"] as const;

/** One of them. */
export type Step = (typeof STEPS)[number];

const UP = ["up", "--yes", "--skip-preview", "--suppress-progress", "--suppress-outputs"];

const COMMANDS: Readonly<Record<Step, readonly string[]>> = {
    up: UP,
    "second up": UP,
    "change of all": UP,
    refresh: ["refresh", "--yes", "--skip-preview", "--suppress-progress"],
    destroy: ["destroy", "--yes", "--skip-preview", "--suppress-progress"],
};

/** What is measured, and how. */
export interface FleetOptions {
    /** Of each contender. */
    readonly drives: number;
    /** Of the contenders on several. */
    readonly hosts: number;
    /** Of the contenders in several of one host. */
    readonly pools: number;
    readonly rounds: number;
    readonly only: readonly ContenderName[];
    /** The peer is left out above so many. */
    readonly peerLimit: number;
    /** After so long a run counts as one that never ends. */
    readonly deadlineS: number;
    /** The same for the peer, which is known not to end. */
    readonly peerDeadlineS: number;
    /** Whether the engine writes the state once instead of at every step. */
    readonly skipCheckpoints: boolean;
}

/** One step of one contender. */
export interface StepResult {
    readonly contender: ContenderName;
    readonly step: Step;
    readonly round: number;
    readonly cost: RunCost;
    /** Images that its hosts had afterwards. */
    readonly images: number;
}

/** Bytes of the state, as JSON. */
export interface StateResult {
    readonly contender: ContenderName;
    /** What a drive declares. */
    readonly declared: number;
    /** Inputs, outputs and provider text of a drive in the state. */
    readonly stored: number;
}

/** All that one number of drives came to. */
export interface FleetResult {
    readonly options: FleetOptions;
    readonly contenders: readonly Contender[];
    readonly steps: readonly StepResult[];
    readonly states: readonly StateResult[];
    /** Volumes that were still there after the last destroy. */
    readonly left: readonly string[];
}

/** A contender with its hosts and its stack. */
interface Entrant {
    readonly contender: Contender;
    readonly daemons: readonly Daemon[];
    readonly project: Project;
    readonly fleet: Fleet;
    isOut: boolean;
}

const enter = async (
    contender: Contender,
    { drives, skipCheckpoints }: FleetOptions,
    folder: string,
    daemons: Daemon[],
): Promise<Entrant> => {
    const own = join(folder, `${contender.name}-${drives}`);
    mkdirSync(own);
    const hosts: Daemon[] = [];
    for (let index = 0; index < contender.hosts; index += 1) {
        // Short: QEMU's sockets are below, and the path of one has 107 characters at most; unix(7).
        const name = `${drives}-${daemons.length}`;
        const daemon = new Daemon(join(folder, name), join(folder, "cache"), contender.pools);
        hosts.push(daemon);
        daemons.push(daemon);
        await daemon.start();
    }
    const { isAttached } = contender;
    const pools = poolsOf(contender.pools);
    const fleet = { drives, revision: 1, hosts: hosts.map(({ uri }) => uri), pools, isAttached };
    if (isAttached) {
        const names = forEachDrive(fleet, nameOf);
        const count = hosts.length;
        await Promise.all(
            hosts.map((daemon, host) => daemon.define(names.filter((_name, index) => index % count === host))),
        );
    }
    const environment = skipCheckpoints ? { PULUMI_SKIP_CHECKPOINTS: "true" } : {};
    return {
        contender,
        daemons: hosts,
        project: new Project(own, contender.program, environment),
        fleet,
        isOut: false,
    };
};

const sizeOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

const stateOf = ({ contender, project, fleet }: Entrant): StateResult => {
    const declared = sizeOf({ ...contentOf(0, fleet.revision), ...placeOf(0, fleet) });
    const isOne = ({ type }: StoredResource): boolean => /ConfigDrive$|:Resource$|CloudInitDisk$/.test(type);
    const sizes = project
        .resources()
        .filter(isOne)
        .map(({ inputs, outputs }) => sizeOf(inputs) + sizeOf(outputs));
    return { contender: contender.name, declared, stored: Math.max(0, ...sizes) };
};

/** What is taken down while a fleet is measured. */
interface Journal {
    readonly steps: StepResult[];
    readonly states: StateResult[];
    readonly say: (line: string) => void;
}

/** Runs the CLI for one entrant and waits as long as there is time. */
type RunEntrant = (entrant: Entrant, args: readonly string[], revision: number) => Promise<RunCost>;

/** What became of a run that didn't do what it should. */
export const howItEnds = ({ hasFailed }: Pick<RunCost, "hasFailed">): string => (hasFailed ? "fails" : "doesn't end");

const takeStep = async (
    entrant: Entrant,
    step: Step,
    round: number,
    run: RunEntrant,
    { steps, states, say }: Journal,
): Promise<void> => {
    const { contender, fleet, daemons } = entrant;
    const cost = await run(entrant, COMMANDS[step], step === "up" || step === "second up" ? 1 : 2);
    const images = daemons.reduce((total, daemon) => total + daemon.images, 0);
    steps.push({ contender: contender.name, step, round, cost, images });
    entrant.isOut = !cost.isDone;
    const took = cost.isDone ? `${cost.seconds.toFixed(1)} s` : `${howItEnds(cost)}, ${images} images made`;
    say(`${fleet.drives} × ${contender.title}, ${step}: ${took}`);
    // The outputs of an update are those that a drive has for most of its life.
    if (step === "refresh" && round === 1 && cost.isDone) states.push(stateOf(entrant));
};

const volumesLeft = async (entrants: readonly Entrant[]): Promise<readonly string[]> => {
    const daemons = entrants.filter(({ isOut }) => !isOut).flatMap((entrant) => entrant.daemons);
    return (await Promise.all(daemons.map((daemon) => daemon.volumes()))).flat();
};

/** Measures a fleet: each step of all contenders, one after the other, so that what else the machine does meets all. */
export const measureFleet = async (
    options: FleetOptions,
    folder: string,
    signal: AbortSignal,
    say: (line: string) => void,
): Promise<FleetResult> => {
    const contenders = contendersOn(options.hosts, options.pools).filter(
        ({ name }) => options.only.includes(name) && (name !== "peer" || options.drives <= options.peerLimit),
    );
    const run: RunEntrant = ({ contender, project, fleet, daemons: hosts }, args, revision) => {
        const deadlineS = contender.name === "peer" ? options.peerDeadlineS : options.deadlineS;
        const mayFail = contender.name === "peer";
        return project.run(args, { fleet: { ...fleet, revision }, hosts, deadlineS, mayFail, signal });
    };
    const daemons: Daemon[] = [];
    const journal: Journal = { steps: [], states: [], say };
    try {
        const entrants: Entrant[] = [];
        for (const contender of contenders) entrants.push(await enter(contender, options, folder, daemons));
        for (const entrant of entrants) await run(entrant, ["stack", "init", "bench"], 1);
        const turns = Array.from({ length: options.rounds }, (_nothing, index) =>
            STEPS.flatMap((step) => entrants.map((entrant) => ({ round: index + 1, step, entrant }))),
        ).flat();
        for (const { round, step, entrant } of turns) {
            if (!entrant.isOut) await takeStep(entrant, step, round, run, journal);
        }
        const { steps, states } = journal;
        return { options, contenders, steps, states, left: await volumesLeft(entrants) };
    } finally {
        await Promise.all(daemons.map((daemon) => daemon.stop()));
    }
};
